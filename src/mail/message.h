#pragma once
// A mail as text: RFC 5322 with UTF-8 in its subject (RFC 2047) and body (base64). Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace mail {

struct Message {
  std::string id;  // unique, without brackets: "4711.ab@example.cn"
  base::Time at;
  std::string sender;
  std::vector<std::string> recipients;
  std::string subject;
  std::string text;
};

// Whether `address` may stand in a header and in an envelope: local@domain of printable
// ASCII, without the characters that have a meaning there.
bool is_address(std::string_view address);

// The whole message, with CRLF. Throws std::invalid_argument when an address is none.
std::string compose(const Message& message);

// Text of a header field: as it is when plain ASCII, else encoded words of at most 75
// characters, one a line.
std::string encode_words(std::string_view text);

}  // namespace mail
