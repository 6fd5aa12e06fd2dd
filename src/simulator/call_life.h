#pragma once
// The living demo's calls: does what Callers decides, over real SIP and through the verbs, and
// tells it what came of that. Owned by Life; its thread only.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "contacts/contacts.h"
#include "simulator/callers.h"
#include "simulator/paperwork.h"
#include "simulator/phones.h"
#include "simulator/sample.h"
#include "telephony/telephony.h"

namespace simulator {

class CallLife {
 public:
  struct Around {
    const org::Platform& platform;
    const Parts& parts;
    const Paperwork& paperwork;
    telephony::Telephony& telephony;
    const Organisation& organisation;
    const std::vector<Phrases>& phrases;
    Play& play;
  };
  // `centre` is where the centre's SIP listens. Throws std::runtime_error with a sentence when there
  // is no address for the other end of the lines.
  CallLife(const Around& around, const voice::Address& centre, std::uint64_t seed, Phones::Listener listener);

  // `volume` as Play's.
  void step(base::Time now, double pace, double volume);
  void heard(base::Time now, const PhoneNews& news);
  void began(base::Time now, telephony::CallId call);
  void changed(base::Time now, telephony::CallId call);
  // A browser's phone.
  void line_is(base::Time now, org::PersonId person, bool connected);

  std::size_t calls() const { return callers_.calls(); }
  void hang_up_everywhere() { phones_.hang_up_everywhere(); }

 private:
  void find_trunk();
  void hand_out_passwords(base::Time now);
  void sign_in_phones(base::Time now);
  void act(const CallDeed& deed);
  void work(const CallDeed& deed);
  bool takes_calls(org::PersonId person) const;

  const Around around_;
  const org::Actor system_ = org::system_actor();
  Phones phones_;
  Callers callers_;
  struct Account {
    voice::PhoneId phone;
    std::string login, password;
  };
  std::vector<Account> accounts_;  // not yet signed in
  base::Time sign_in_at_;
  std::set<org::PersonId> connected_;
};

}  // namespace simulator
