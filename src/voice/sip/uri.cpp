#include "voice/sip/uri.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace voice::sip {

namespace {

char lower_of(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_token_char(char c) {
  return is_alphanumeric(c) || std::string_view("-.!%*_+`'~").contains(c);
}

// What a parameter's value may hold without quotes: a token, or a host with brackets and colons.
bool is_plain_value(std::string_view value) {
  return std::ranges::all_of(value, [](char c) { return is_token_char(c) || std::string_view("[]:/&$").contains(c); });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_of(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// RFC 3986 §2.1; what is not an escape stays as it is. An escaped NUL gives none.
std::optional<std::string> unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (!escape) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
    i += 2;
  }
  return plain;
}

std::string escape_user(std::string_view user) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : user) {
    if (is_alphanumeric(c) || std::string_view("-_.!~*'()&=+$,;?/").contains(c)) {
      escaped += c;
      continue;
    }
    escaped += '%';
    escaped += digits[static_cast<unsigned char>(c) >> 4];
    escaped += digits[static_cast<unsigned char>(c) & 15];
  }
  return escaped;
}

// The end of a quoted string that begins at `text[0]`; npos when it is not closed.
std::size_t end_of_quotes(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i;
  }
  return std::string_view::npos;
}

std::string unquoted(std::string_view inner) {
  std::string plain;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\\' && i + 1 < inner.size()) ++i;
    plain += inner[i];
  }
  return plain;
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  if (host.front() == '[')
    return host.back() == ']' && host.size() > 4 && std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
             return hex_digit(c) >= 0 || c == ':' || c == '.';
           });
  return std::ranges::all_of(host, [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

// "host" or "host:port".
bool parse_host_port(std::string_view text, Uri& uri) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  uri.host = base::ascii_lower(text.substr(0, colon));
  if (!is_host(uri.host)) return false;
  if (colon == std::string_view::npos) return true;
  const auto port = parse_number(text.substr(colon + 1), 65535);
  if (!port) return false;
  uri.port = static_cast<std::uint16_t>(*port);
  return true;
}

bool parse_after_scheme(std::string_view rest, Uri& uri) {
  // The user may hold ';' and '?', so look for '@' first (RFC 3261 §25.1).
  if (const std::size_t at = rest.rfind('@');
      at != std::string_view::npos && rest.find('>') == std::string_view::npos) {
    const auto user = unescape(rest.substr(0, std::min(at, rest.find(':'))));
    if (!user || user->empty()) return false;
    uri.user = *user;
    rest = rest.substr(at + 1);
  }
  if (const std::size_t query = rest.find('?'); query != std::string_view::npos) {
    uri.headers = rest.substr(query + 1);
    rest = rest.substr(0, query);
  }
  const std::size_t semicolon = rest.find(';');
  if (semicolon != std::string_view::npos) {
    auto parameters = Parameters::parse(rest.substr(semicolon));
    if (!parameters) return false;
    uri.parameters = std::move(*parameters);
  }
  return parse_host_port(rest.substr(0, semicolon), uri);
}

bool parse_number_of_tel(std::string_view rest, Uri& uri) {
  const std::size_t semicolon = rest.find(';');
  if (semicolon != std::string_view::npos) {
    auto parameters = Parameters::parse(rest.substr(semicolon));
    if (!parameters) return false;
    uri.parameters = std::move(*parameters);
  }
  uri.user = rest.substr(0, semicolon);
  return !uri.user.empty();
}

// The part of a display name that stands before '<'; false when malformed.
bool parse_display(std::string_view text, std::string& display) {
  text = trim(text);
  if (text.empty() || text.front() != '"') {
    display = text;
    return !text.contains('"');
  }
  const std::size_t end = end_of_quotes(text);
  if (end != text.size() - 1) return false;
  display = unquoted(text.substr(1, end - 1));
  return true;
}

}  // namespace

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower_of(x) == lower_of(y); });
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

const std::string* Parameters::find(std::string_view name) const {
  for (const auto& [key, value] : all_)
    if (key == name) return &value;
  return nullptr;
}

std::string_view Parameters::get(std::string_view name) const {
  const std::string* value = find(name);
  return value ? std::string_view(*value) : std::string_view();
}

void Parameters::set(std::string_view name, std::string_view value) {
  for (auto& [key, old] : all_)
    if (key == name) {
      old = value;
      return;
    }
  all_.emplace_back(name, value);
}

void Parameters::remove(std::string_view name) {
  std::erase_if(all_, [&](const auto& pair) { return pair.first == name; });
}

std::string Parameters::text() const {
  std::string out;
  for (const auto& [name, value] : all_) {
    out += ';' + name;
    if (!value.empty()) out += '=' + (is_plain_value(value) ? value : quoted(value));
  }
  return out;
}

std::optional<Parameters> Parameters::parse(std::string_view text) {
  Parameters parameters;
  text = trim(text);
  while (!text.empty()) {
    if (text.front() != ';') return std::nullopt;
    text = trim(text.substr(1));
    const std::size_t name_end = text.find_first_of(";= \t");
    const std::string name = base::ascii_lower(text.substr(0, name_end));
    if (name.empty() ||
        !std::ranges::all_of(name, [](char c) { return is_token_char(c) || c == '[' || c == ']' || c == ':'; }))
      return std::nullopt;
    text = name_end == std::string_view::npos ? std::string_view() : trim(text.substr(name_end));
    std::string value;
    if (!text.empty() && text.front() == '=') {
      text = trim(text.substr(1));
      if (!text.empty() && text.front() == '"') {
        const std::size_t end = end_of_quotes(text);
        if (end == std::string_view::npos) return std::nullopt;
        value = unquoted(text.substr(1, end - 1));
        text = trim(text.substr(end + 1));
      } else {
        const std::size_t end = text.find(';');
        value = trim(text.substr(0, end));
        text = end == std::string_view::npos ? std::string_view() : text.substr(end);
      }
    }
    parameters.all_.emplace_back(name, std::move(value));
  }
  return parameters;
}

std::string Uri::text() const {
  std::string out = scheme + ':';
  if (scheme == "tel") return out + user + parameters.text();
  if (!user.empty()) out += escape_user(user) + '@';
  out += host;
  if (port != 0) out += ':' + std::to_string(port);
  out += parameters.text();
  if (!headers.empty()) out += '?' + headers;
  return out;
}

std::optional<Uri> Uri::parse(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  if (std::ranges::any_of(
          text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"'; }))
    return std::nullopt;
  Uri uri;
  uri.scheme = base::ascii_lower(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 1);
  if (!std::ranges::all_of(uri.scheme, [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; }))
    return std::nullopt;
  if (uri.scheme == "tel") return parse_number_of_tel(rest, uri) ? std::optional(uri) : std::nullopt;
  if (uri.is_sip()) return parse_after_scheme(rest, uri) ? std::optional(uri) : std::nullopt;
  uri.host = rest;
  return uri;
}

std::optional<std::string> uri_header(const Uri& uri, std::string_view name) {
  std::string_view rest = uri.headers;
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && same_word(pair.substr(0, equals), name))
      return unescape(pair.substr(equals + 1));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return std::nullopt;
}

std::string NameAddress::text() const {
  return (display.empty() ? "" : quoted(display) + " ") + '<' + uri.text() + '>' + parameters.text();
}

std::optional<NameAddress> NameAddress::parse(std::string_view text) {
  text = trim(text);
  NameAddress address;
  // '<' may stand in a quoted display name.
  std::size_t from = 0;
  if (!text.empty() && text.front() == '"') {
    from = end_of_quotes(text);
    if (from == std::string_view::npos) return std::nullopt;
  }
  const std::size_t open = text.find('<', from);
  std::string_view uri_text, after;
  if (open == std::string_view::npos) {
    // addr-spec: parameters are the header's, and the URI has none (RFC 3261 §20.10).
    const std::size_t semicolon = text.find(';');
    uri_text = trim(text.substr(0, semicolon));
    after = semicolon == std::string_view::npos ? std::string_view() : text.substr(semicolon);
    if (uri_text.contains('?') || uri_text.contains(',')) return std::nullopt;
  } else {
    const std::size_t close = text.find('>', open);
    if (close == std::string_view::npos || !parse_display(text.substr(0, open), address.display)) return std::nullopt;
    uri_text = text.substr(open + 1, close - open - 1);
    after = text.substr(close + 1);
  }
  auto uri = Uri::parse(uri_text);
  auto parameters = Parameters::parse(after);
  if (!uri || !parameters) return std::nullopt;
  address.uri = std::move(*uri);
  address.parameters = std::move(*parameters);
  return address;
}

std::vector<std::string_view> split_list(std::string_view value) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int angles = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '"') {
      const std::size_t end = end_of_quotes(value.substr(i));
      if (end == std::string_view::npos) break;
      i += end;
    } else if (c == '<') {
      ++angles;
    } else if (c == '>') {
      --angles;
    } else if (c == ',' && angles <= 0) {
      parts.push_back(trim(value.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trim(value.substr(begin)));
  return parts;
}

}  // namespace voice::sip
