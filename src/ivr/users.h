#pragma once
// Those who lead callers into flows or play prompts to them, so that what is used stays;
// implemented above.

#include "db/database.h"
#include "ivr/types.h"

namespace ivr {

class Users {
 public:
  virtual ~Users() = default;
  virtual bool uses(db::Transaction& tx, FlowId flow) const = 0;
  virtual bool uses(db::Transaction&, PromptId) const { return false; }
};

}  // namespace ivr
