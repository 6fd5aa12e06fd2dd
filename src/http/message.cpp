#include "http/message.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "http/query.h"

namespace http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{{Method::Get, "GET"},
                                                                       {Method::Head, "HEAD"},
                                                                       {Method::Post, "POST"},
                                                                       {Method::Put, "PUT"},
                                                                       {Method::Patch, "PATCH"},
                                                                       {Method::Delete, "DELETE"},
                                                                       {Method::Options, "OPTIONS"}}};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

}  // namespace

std::string_view method_word(Method method) {
  return kMethods[static_cast<std::size_t>(method)].second;
}

std::optional<Method> method_of(std::string_view word) {
  for (const auto& [method, name] : kMethods)
    if (name == word) return method;
  return std::nullopt;
}

std::string_view Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::optional<std::string> Request::parameter(std::string_view name) const {
  std::optional<std::string> found;
  each_parameter(query, [&](std::string key, std::string value) {
    if (found || key != name) return;
    found = std::move(value);
  });
  return found;
}

std::vector<std::string> Request::parameters(std::string_view name) const {
  std::vector<std::string> found;
  each_parameter(query, [&](std::string key, std::string value) {
    if (key == name) found.push_back(std::move(value));
  });
  return found;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    if (auto found = find_cookie(value, name)) return std::string(*found);
  }
  return std::nullopt;
}

bool each_parameter(std::string_view query, const std::function<void(std::string, std::string)>& visit) {
  bool whole = true;
  for (std::string_view pair : base::split(query, '&')) {
    if (pair.empty()) continue;
    auto equals = std::min(pair.find('='), pair.size());
    auto key = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
    if (key && value && base::valid_utf8(*key) && base::valid_utf8(*value))
      visit(std::move(*key), std::move(*value));
    else
      whole = false;
  }
  return whole;
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name) {
  for (std::string_view pair : base::split(header, ';')) {
    auto equals = pair.find('=');
    if (equals == pair.npos || base::trim(pair.substr(0, equals)) != name) continue;
    auto value = base::trim(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return value;
  }
  return std::nullopt;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      int high = hex_value(text[i + 1]), low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    out.push_back(c);
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    if (unreserved(c)) {
      out.push_back(c);
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

}  // namespace http
