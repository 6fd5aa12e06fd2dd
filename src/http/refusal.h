#pragma once
// Refusals of the server itself: a status and the key of its message. Private to the module.

#include <string_view>

namespace http {

struct Refusal {
  int status = 0;        // 0: nothing is refused
  std::string_view key;  // below "errors" in the message catalogue

  explicit operator bool() const { return status != 0; }
};

inline constexpr Refusal kBadRequest{400, "malformed_request"};
inline constexpr Refusal kNotFound{404, "not_found"};
inline constexpr Refusal kMethodNotAllowed{405, "method_not_allowed"};
inline constexpr Refusal kRequestTimeout{408, "request_timeout"};
inline constexpr Refusal kLengthRequired{411, "length_required"};
inline constexpr Refusal kTooLarge{413, "too_large"};
inline constexpr Refusal kTargetTooLong{414, "target_too_long"};
inline constexpr Refusal kRangeNotSatisfiable{416, "range_not_satisfiable"};
inline constexpr Refusal kExpectationFailed{417, "expectation_failed"};
inline constexpr Refusal kForeignHost{421, "foreign_host"};
inline constexpr Refusal kUpgradeRequired{426, "upgrade_required"};
inline constexpr Refusal kHeadersTooLarge{431, "headers_too_large"};
inline constexpr Refusal kInternal{500, "internal"};
inline constexpr Refusal kNotImplemented{501, "not_implemented"};
inline constexpr Refusal kUnavailable{503, "unavailable"};
inline constexpr Refusal kVersionNotSupported{505, "version_not_supported"};

}  // namespace http
