#pragma once
// Emoji of a text, as a reader counts them: a flag, a family joined of several people, a
// hand with a colour of skin are one each. Pure.

#include <string_view>
#include <vector>

#include "wording/folded_text.h"

namespace wording {

std::vector<Place> find_emoji(std::string_view utf8);

}  // namespace wording
