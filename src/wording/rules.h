#pragma once
// What a rule may be. Pure.

#include <vector>

#include "base/result.h"
#include "wording/types.h"

namespace wording {

// Faults of `rule`: missing phrases, phrases of which nothing is left after folding.
std::vector<base::Fault> check_rule(const LanguageRuleFields& rule);

}  // namespace wording
