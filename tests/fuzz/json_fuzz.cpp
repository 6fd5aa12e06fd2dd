// Whatever bytes come as a request body, reading them ends with a value or with faults.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "access/types.h"
#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  auto person = base::from_json<org::NewPerson>(text);
  // What was read is written, and read again, as the same.
  if (person && base::to_json(*base::from_json<org::NewPerson>(base::to_json(*person))) != base::to_json(*person))
    std::abort();
  auto time = base::from_rfc3339(text.substr(0, 40));
  if (time && !base::from_rfc3339(base::to_rfc3339(*time))) std::abort();
  return 0;
}
