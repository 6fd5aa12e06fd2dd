#pragma once
// From the bytes of a text file of unknown encoding to UTF-8.

#include <string>
#include <string_view>

#include "base/result.h"

namespace base {

struct DecodedText {
  std::string text;      // UTF-8 without byte order mark
  std::string encoding;  // "UTF-8", "UTF-16LE", "UTF-16BE" or "GB18030"
};

// Goes by the byte order mark; without one, what is not UTF-8 is GB18030 (which takes in
// GBK and GB 2312). Nothing is replaced: refuses (Invalid) with "undecodable" and the line,
// or "not_a_text" for what other programs than editors write (a workbook, an archive).
Result<DecodedText> decode_text(std::string_view bytes);

}  // namespace base
