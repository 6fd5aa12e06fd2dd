#pragma once
// The token by which a browser is known again: 128 random bits, the site, and a code that
// only this installation can make. So a token proves that it was given out here, and nothing
// has to be written down before the browser says something. Private to the module.

#include <optional>
#include <string>
#include <string_view>

#include "channels/webchat/types.h"
#include "keys/keys.h"

namespace channels {

std::string make_token(const keys::KeyRing& keys, SiteId site);
// The site of a token that was made here; empty for any other text.
std::optional<SiteId> site_of_token(const keys::KeyRing& keys, std::string_view token);
// Under which the visitor of a token is kept.
std::string digest_of_token(std::string_view token);

}  // namespace channels
