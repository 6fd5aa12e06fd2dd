#pragma once
// The catalogue of messages that the server says: content/messages/LANGUAGE/*.json, the
// same files that the console shows. Keys are joined with dots ("errors.not_found");
// {name} is replaced by the field of that name. Immutable after loading.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace base {

class Messages {
 public:
  // Loads every language folder below `folder`. Throws std::runtime_error on malformed files.
  static Messages load(const std::string& folder);

  // The text in `language`, else zh-CN, else the key itself.
  std::string text(std::string_view language, std::string_view key, const Fields& fields = {}) const;
  bool has_language(std::string_view language) const;
  std::vector<std::string> languages() const;

  // The best language of ours for an Accept-Language header (RFC 9110 §12.5.4); "" when none fits.
  std::string negotiate(std::string_view accept_language) const;

  // The body of an error reply, in `language`: {"error":{…}}.
  std::string error_json(std::string_view language, const Error& error, std::string_view trace_id) const;

 private:
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> texts_;
};

}  // namespace base
