#pragma once
// SIP addresses as values: URI (RFC 3261 §19.1, RFC 3966) and name-addr (§25.1). Reading
// is bounded by the message that carries them; what is malformed gives none.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace voice::sip {

// Parameters in their order; names in lower case, values unquoted, empty for a flag.
class Parameters {
 public:
  const std::string* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  std::string_view get(std::string_view name) const;  // "" when absent
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  bool empty() const { return all_.empty(); }
  // ";name=value;flag", values quoted where the grammar asks for it.
  std::string text() const;

  // Reads from the first ';' to the end of `text`; false when malformed.
  static std::optional<Parameters> parse(std::string_view text);

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Uri {
  std::string scheme = "sip";  // lower case: sip, sips, tel
  std::string user;            // unescaped; of tel, the number
  std::string host;            // IPv6 in brackets
  std::uint16_t port = 0;      // 0: not said
  Parameters parameters;
  std::string headers;  // after '?', as it stood

  std::string text() const;
  bool is_sip() const { return scheme == "sip" || scheme == "sips"; }

  // Knows the form of sip, sips and tel; of another scheme it keeps all after the colon as host.
  static std::optional<Uri> parse(std::string_view text);
};

// The value of Replaces in the headers of `uri`, unescaped, or of any other of its headers.
std::optional<std::string> uri_header(const Uri& uri, std::string_view name);

// From, To, Contact, Route, Refer-To, P-Asserted-Identity…
struct NameAddress {
  std::string display;  // unquoted
  Uri uri;
  Parameters parameters;  // of the header, after '>'

  std::string_view tag() const { return parameters.get("tag"); }
  std::string text() const;

  static std::optional<NameAddress> parse(std::string_view text);
};

// Splits at commas that stand outside quotes and angle brackets; trims each.
std::vector<std::string_view> split_list(std::string_view value);

// As a quoted-string (RFC 3261 §25.1).
std::string quoted(std::string_view text);
bool same_word(std::string_view a, std::string_view b);  // ASCII, case-insensitive
std::string_view trim(std::string_view text);
// Decimal digits alone, up to `most`; empty otherwise.
std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t most);

}  // namespace voice::sip
