#pragma once
// Reads one request: the header block that HeadScanner has found, then the body. Beast's
// parser knows the grammar of the header; what it lets pass and a proxy might read
// otherwise is refused here (RFC 9112 §6.3, §11.2). Private to the module; pure, one per request.

#include <boost/beast/http/basic_parser.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/chunk_reader.h"
#include "http/message.h"
#include "http/refusal.h"

namespace http {

// What the header says about the message itself.
struct Head {
  std::string method;
  std::string target;
  std::string host;    // the value of Host; "" when there is none (HTTP/1.0 only)
  std::string expect;  // in lower case
  int minor_version = 1;
  bool keep_alive = true;
  bool chunked = false;
  std::optional<std::uint64_t> content_length;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  // Header fields and body go into `request`, which must outlive the parser.
  explicit RequestParser(Request& request) : request_(request) {}

  // Reads the whole header block.
  Refusal read_head(std::string_view block);
  const Head& head() const { return head_; }

  // Before the body: how many bytes it may have.
  void limit_body(std::size_t bytes) { max_body_ = bytes; }
  // Takes bytes of the body; `taken` says how many, fewer than given only when done()
  // or refused: the rest belongs to the next request.
  Refusal read_body(std::string_view bytes, std::size_t& taken);
  // The header and the body it announces are whole.
  bool done() const { return head_read_ && (head_.chunked ? chunks_.done() : remaining() == 0); }
  // Bytes to come of a body whose length is known.
  std::uint64_t remaining() const { return head_.content_length.value_or(0) - read_; }

 private:
  using Error = boost::beast::error_code;
  using View = boost::beast::string_view;

  Refusal check_framing();
  Refusal check_host();

  void on_request_impl(boost::beast::http::verb, View method, View target, int version, Error&) override;
  void on_response_impl(int, View, int, Error&) override {}
  void on_field_impl(boost::beast::http::field, View name, View value, Error&) override;
  void on_header_impl(Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(View, Error&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, View, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View, Error&) override { return 0; }
  void on_finish_impl(Error&) override {}

  Request& request_;
  Head head_;
  bool head_read_ = false;
  std::uint64_t read_ = 0;
  std::size_t max_body_ = 0;
  ChunkReader chunks_;
  int hosts_ = 0, lengths_ = 0, codings_ = 0;
  std::string coding_;
};

}  // namespace http
