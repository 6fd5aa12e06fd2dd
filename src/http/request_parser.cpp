#include "http/request_parser.h"

#include <algorithm>

#include "base/text.h"

namespace http {
namespace {

namespace beast = boost::beast;

Refusal refusal_of(const beast::error_code& code) {
  using beast::http::error;
  if (code == error::header_limit) return kHeadersTooLarge;
  if (code == error::bad_version) return kVersionNotSupported;
  return kBadRequest;
}

// Chunked must be the last coding and may be there once (RFC 9112 §6.1); others we cannot undo.
Refusal refusal_of_coding(std::string_view list) {
  auto codings = base::split(list, ',');
  codings.pop_back();
  bool chunked_before_end = std::any_of(codings.begin(), codings.end(),
                                        [](std::string_view coding) { return base::trim(coding) == "chunked"; });
  return chunked_before_end || list.empty() ? kBadRequest : kNotImplemented;
}

}  // namespace

Refusal RequestParser::read_head(std::string_view block) {
  header_limit(static_cast<std::uint32_t>(block.size() + 1));
  skip(true);  // the body is read here
  beast::error_code error;
  auto taken = put({block.data(), block.size()}, error);
  // Beast reads the start line and the fields in one go, or asks for more of a block that is whole.
  if (error) return refusal_of(error);
  if (taken != block.size() || !is_header_done()) return kBadRequest;
  head_.keep_alive = keep_alive();
  if (auto refusal = check_framing()) return refusal;
  head_read_ = true;
  return check_host();
}

Refusal RequestParser::check_framing() {
  if (lengths_ > 1 || codings_ > 1 || (lengths_ && codings_)) return kBadRequest;
  if (codings_ && head_.minor_version == 0) return kBadRequest;
  if (codings_ && coding_ != "chunked") return refusal_of_coding(coding_);
  head_.chunked = codings_ == 1;
  if (auto length = content_length()) head_.content_length = *length;
  return {};
}

Refusal RequestParser::check_host() {
  if (hosts_ > 1 || (hosts_ == 0 && head_.minor_version >= 1)) return kBadRequest;
  return {};
}

Refusal RequestParser::read_body(std::string_view bytes, std::size_t& taken) {
  if (head_.chunked) {
    taken = chunks_.read(bytes, request_.body, max_body_);
    return chunks_.refusal();
  }
  taken = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), remaining()));
  request_.body.append(bytes.substr(0, taken));
  read_ += taken;
  return {};
}

void RequestParser::on_request_impl(beast::http::verb, View method, View target, int version, Error&) {
  head_.method = method;
  head_.target = target;
  head_.minor_version = version % 10;
}

void RequestParser::on_field_impl(beast::http::field field, View name, View value, Error& error) {
  std::string_view text{value.data(), value.size()};
  switch (field) {
    case beast::http::field::host:
      ++hosts_;
      head_.host = text;
      break;
    case beast::http::field::content_length: {
      ++lengths_;
      // A list of equal lengths is one length to Beast, and a smuggler's tool elsewhere.
      if (text.find_first_not_of("0123456789") != text.npos) error = beast::http::error::bad_content_length;
      break;
    }
    case beast::http::field::transfer_encoding:
      ++codings_;
      coding_ = base::ascii_lower(text);
      break;
    case beast::http::field::expect:
      head_.expect = base::ascii_lower(text);
      break;
    default:
      break;
  }
  request_.headers.emplace_back(base::ascii_lower({name.data(), name.size()}), text);
}

}  // namespace http
