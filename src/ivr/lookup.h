#pragma once
// Asks the outside for a walk: an HTTP request to a host on the administrator's list. Blocks
// the calling thread for as long as the request may take; follows no redirect; of the answer
// at most 64 KiB are read.

#include <string>
#include <vector>

#include "ivr/settings.h"
#include "ivr/walk.h"

namespace ivr {

LookUpResult look_up(const LookUp& request, const std::vector<AllowedHost>& allowed);

}  // namespace ivr
