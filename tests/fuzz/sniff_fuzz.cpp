// Telling a file's type: any bytes get one, and what a browser may show begins as such
// a file must; markup is never among it.

#include <cstdlib>
#include <string>
#include <string_view>

#include "files/store.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view content(reinterpret_cast<const char*>(data), size);
  const std::string type = files::sniff(content);
  if (type.empty()) std::abort();
  if (files::safe_to_show(type) && content.starts_with("<")) std::abort();
  return 0;
}
