#include "http/target.h"

#include <algorithm>

#include "base/text.h"
#include "http/message.h"
#include "http/query.h"

namespace http {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '.' || c == '_';
}

bool address_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

bool is_port(std::string_view text) {
  return text.empty() ||
         (text.front() == ':' && text.size() <= 6 && std::all_of(text.begin() + 1, text.end(), is_digit));
}

std::optional<std::string> decode_segment(std::string_view raw) {
  auto decoded = percent_decode(raw, false);
  if (!decoded || !base::valid_utf8(*decoded) || *decoded == "." || *decoded == "..") return std::nullopt;
  bool unsafe = std::any_of(decoded->begin(), decoded->end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  });
  return unsafe ? std::nullopt : decoded;
}

std::optional<std::string_view> origin_form(std::string_view raw, std::string_view host) {
  if (raw.starts_with('/')) return raw;
  if (base::ascii_lower(raw.substr(0, 7)) != "http://" && base::ascii_lower(raw.substr(0, 8)) != "https://")
    return std::nullopt;
  raw.remove_prefix(raw.find("//") + 2);
  auto end = std::min(raw.find_first_of("/?"), raw.size());
  if (base::ascii_lower(raw.substr(0, end)) != base::ascii_lower(host) || raw.substr(end).starts_with('?'))
    return std::nullopt;
  return end == raw.size() ? "/" : raw.substr(end);
}

}  // namespace

std::optional<Target> parse_target(std::string_view raw, std::string_view host) {
  if (raw == "*") return Target{"*", {}, ""};
  auto origin = origin_form(raw, host);
  if (!origin || origin->find('#') != origin->npos) return std::nullopt;
  Target target;
  auto question = std::min(origin->find('?'), origin->size());
  target.query = origin->substr(std::min(question + 1, origin->size()));
  if (!each_parameter(target.query, [](const std::string&, const std::string&) {})) return std::nullopt;
  for (std::string_view raw_segment : base::split(origin->substr(1, question - 1), '/')) {
    auto segment = decode_segment(raw_segment);
    if (!segment) return std::nullopt;
    target.path += '/' + *segment;
    target.segments.push_back(std::move(*segment));
  }
  return target;
}

std::optional<std::string> parse_host(std::string_view host) {
  std::size_t end = 0;
  if (host.starts_with('[')) {
    end = host.find(']');
    if (end == host.npos || end < 3 || !std::all_of(host.begin() + 1, host.begin() + end, address_char))
      return std::nullopt;
    ++end;
  } else {
    end = static_cast<std::size_t>(std::find_if_not(host.begin(), host.end(), name_char) - host.begin());
  }
  if (end == 0 || !is_port(host.substr(end))) return std::nullopt;
  return base::ascii_lower(host.substr(0, end));
}

void HostNames::add(std::string_view name) {
  bool bare_ipv6 = name.find(':') != name.npos && !name.starts_with('[');
  names_.insert(bare_ipv6 ? '[' + base::ascii_lower(name) + ']' : base::ascii_lower(name));
}

bool HostNames::contains(const std::string& host, std::string_view local_address) const {
  if (names_.contains(host)) return true;
  if (!host.starts_with('[')) return host == local_address;
  return host.substr(1, host.size() - 2) == local_address;
}

}  // namespace http
