#pragma once
// The calls of this node: the exchange, with what it asks, says and writes to. Made when a SIP
// listener is asked for; owned by the program.

#include "app/configuration.h"
#include "ivr/ivr.h"
#include "ivr/prompts.h"
#include "telephony/directory.h"
#include "telephony/exchange.h"
#include "telephony/spoken.h"
#include "telephony/tapes.h"

namespace app {

class Calls {
 public:
  // References live as long as this.
  Calls(org::Platform platform, const base::Messages& messages, ivr::Ivr& ivr, ivr::Prompts& prompts,
        telephony::Recordings& recordings)
      : directory_(platform, ivr),
        voices_(prompts),
        tapes_(platform, recordings),
        exchange_(platform, messages, directory_, voices_, look_ups(platform.database), tapes_) {}

  telephony::Exchange& exchange() { return exchange_; }

 private:
  static telephony::LookUps look_ups(db::Database& database);

  telephony::Directory directory_;
  telephony::PromptVoices voices_;
  telephony::KeptTapes tapes_;
  telephony::Exchange exchange_;
};

}  // namespace app
