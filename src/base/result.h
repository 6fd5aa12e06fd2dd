#pragma once
// Error and Result: how a refusal travels from a rule to whoever asked.
//
// A refusal is data: one code of a closed list, the key of a message in the
// catalogue (content/messages), fields that the message names, and, for bodies
// with several faults, each fault with the path of the value it speaks of.
// Exceptions are kept for what stops the unit of work (database gone, disk full).

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {

// The closed list of error codes of the API; http_status() gives the status of each.
enum class Code {
  BadRequest,            // 400 the request cannot be read
  Unauthenticated,       // 401 nobody is signed in, or no longer
  Forbidden,             // 403 the actor lacks the right
  NotFound,              // 404 absent, or not within the actor's reach
  MethodNotAllowed,      // 405
  RequestTimeout,        // 408 the request did not arrive in time
  Conflict,              // 409 another object stands in the way (a taken name)
  WrongState,            // 409 the object is not in a state that allows this
  Stale,                 // 412 somebody else changed it first (If-Match)
  TooLarge,              // 413
  UnsupportedMedia,      // 415
  RangeNotSatisfiable,   // 416
  Invalid,               // 422 read, but values are wrong: see faults
  PreconditionRequired,  // 428 an edit without If-Match
  TooMany,               // 429 rate or attempt limit
  HeadersTooLarge,       // 431
  Internal,              // 500
  Unavailable,           // 503 draining, overloaded, database away
};

// HTTP status of `code` (RFC 9110, RFC 6585).
int http_status(Code code);
// The word of `code` in the API, in snake_case: "not_found".
std::string_view code_word(Code code);

// Values that a message names, as in "{name} is taken".
using Fields = std::vector<std::pair<std::string, std::string>>;

// One fault of a request body. `path` is a JSON pointer (RFC 6901), "" the whole
// body; `code` is a key below "faults" in the message catalogue.
struct Fault {
  std::string path;
  std::string code;
  Fields fields;

  bool operator==(const Fault&) const = default;
};

// A refusal. `key` names a message below "errors" in the catalogue.
struct Error {
  Code code = Code::Internal;
  std::string key;
  Fields fields;
  std::vector<Fault> faults;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

// Makes the unexpected side of a Result: `return refuse(Code::Conflict, "name_taken", {{"name", name}});`
inline std::unexpected<Error> refuse(Code code, std::string key, Fields fields = {}) {
  return std::unexpected(Error{code, std::move(key), std::move(fields), {}});
}

// Refuses what is absent, or not within the actor's reach: the two look the same.
inline std::unexpected<Error> not_found() {
  return refuse(Code::NotFound, "not_found");
}

// Refuses a body for its faults (422).
inline std::unexpected<Error> refuse_faults(std::vector<Fault> faults) {
  return std::unexpected(Error{Code::Invalid, "invalid", {}, std::move(faults)});
}

// Refuses a body for a single fault.
inline std::unexpected<Error> refuse_fault(std::string path, std::string code, Fields fields = {}) {
  return refuse_faults({Fault{std::move(path), std::move(code), std::move(fields)}});
}

// Passes a refusal on: `if (!x) return pass(x);`
template <class T>
std::unexpected<Error> pass(Result<T>& result) {
  return std::unexpected(std::move(result.error()));
}

}  // namespace base
