// Phone numbers as carriers and people write them: any bytes end in a number of one form, or in none; that form
// is its own, belongs somewhere or nowhere, and its mask does not tell it.

#include <cstdlib>
#include <string_view>

#include "lines/numbering.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view area : {"", "021", "0511"}) {
    const auto number = lines::read_number(text, area);
    if ((number.kind == lines::NumberKind::None) != number.digits.empty()) std::abort();
    if (number.digits.size() > 16) std::abort();
    if (!number.digits.empty() && lines::read_number(number.digits) != number) std::abort();
    (void)lines::region_of(number);
    if (number.digits.size() > 1 && lines::mask_number(number.digits) == number.digits) std::abort();
  }
  return 0;
}
