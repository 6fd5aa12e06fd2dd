#include "base/result.h"

namespace base {

int http_status(Code code) {
  switch (code) {
    case Code::BadRequest:
      return 400;
    case Code::Unauthenticated:
      return 401;
    case Code::Forbidden:
      return 403;
    case Code::NotFound:
      return 404;
    case Code::MethodNotAllowed:
      return 405;
    case Code::RequestTimeout:
      return 408;
    case Code::Conflict:
      return 409;
    case Code::WrongState:
      return 409;
    case Code::Stale:
      return 412;
    case Code::TooLarge:
      return 413;
    case Code::UnsupportedMedia:
      return 415;
    case Code::RangeNotSatisfiable:
      return 416;
    case Code::Invalid:
      return 422;
    case Code::PreconditionRequired:
      return 428;
    case Code::TooMany:
      return 429;
    case Code::HeadersTooLarge:
      return 431;
    case Code::Internal:
      return 500;
    case Code::Unavailable:
      return 503;
  }
  return 500;
}

std::string_view code_word(Code code) {
  switch (code) {
    case Code::BadRequest:
      return "bad_request";
    case Code::Unauthenticated:
      return "unauthenticated";
    case Code::Forbidden:
      return "forbidden";
    case Code::NotFound:
      return "not_found";
    case Code::MethodNotAllowed:
      return "method_not_allowed";
    case Code::RequestTimeout:
      return "request_timeout";
    case Code::Conflict:
      return "conflict";
    case Code::WrongState:
      return "wrong_state";
    case Code::Stale:
      return "stale";
    case Code::TooLarge:
      return "too_large";
    case Code::UnsupportedMedia:
      return "unsupported_media";
    case Code::RangeNotSatisfiable:
      return "range_not_satisfiable";
    case Code::Invalid:
      return "invalid";
    case Code::PreconditionRequired:
      return "precondition_required";
    case Code::TooMany:
      return "too_many";
    case Code::HeadersTooLarge:
      return "headers_too_large";
    case Code::Internal:
      return "internal";
    case Code::Unavailable:
      return "unavailable";
  }
  return "internal";
}

}  // namespace base
