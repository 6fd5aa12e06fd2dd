#pragma once
// A SIP message (RFC 3261 §7) as a value: read from untrusted bytes within bounds, or
// made here, and written. Names of headers are compared without case; compact forms
// are written out when they are read.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "voice/sip/uri.h"

namespace voice::sip {

// What we read at most. A datagram or a stream's message that asks for more is refused.
inline constexpr std::size_t message_bytes_max = 32 * 1024;
inline constexpr std::size_t header_count_max = 128;
inline constexpr std::size_t header_bytes_max = 8 * 1024;

struct Header {
  std::string name;
  std::string value;  // unfolded, trimmed
};

struct Via {
  std::string transport = "UDP";  // upper case
  std::string host;
  std::uint16_t port = 0;  // 0: not said
  Parameters parameters;

  std::string_view branch() const { return parameters.get("branch"); }
  std::string text() const;
  static std::optional<Via> parse(std::string_view text);
};

struct CSeq {
  std::uint32_t number = 0;
  std::string method;
};

struct Message {
  // A request has a method, a response a status.
  std::string method;
  Uri request_uri;
  int status = 0;
  std::string reason;
  std::vector<Header> headers;
  std::string body;

  // Read once from the headers; writing takes them from `headers`.
  std::vector<Via> vias;
  NameAddress from, to;
  std::string call_id;
  CSeq cseq;

  bool is_request() const { return status == 0; }
  // The first of that name; null when absent.
  const std::string* find(std::string_view name) const;
  std::string_view get(std::string_view name) const;  // "" when absent
  // Every element of every header of that name, lists split at their commas.
  std::vector<std::string_view> all(std::string_view name) const;
  // Whether a list header (Supported, Require, Allow) names `token`, without case.
  bool lists(std::string_view name, std::string_view token) const;
  void add(std::string_view name, std::string_view value) {
    headers.push_back({std::string(name), std::string(value)});
  }
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  // The bytes for the wire; Content-Length is written from the body.
  std::string write() const;
};

// What is wrong with a message: the status of the reply that it deserves (400, 505…), and why.
// `reply_to` holds as much of a request as a reply needs, when that much could be read.
struct Malformed {
  int status = 400;
  std::string why;
  std::optional<Message> reply_to;
};

// Reads one message that fills `bytes` (a datagram). Bytes after Content-Length are ignored (§18.3).
std::expected<Message, Malformed> read_datagram(std::string_view bytes);

// Cuts messages from a stream (§18.3, RFC 5626 §3.5.1 keep-alives). Bounded: a stream that
// is not SIP, or whose message is too large, is broken and must be closed.
class StreamReader {
 public:
  enum class Step { Message, Ping, NeedMore, Broken };
  // Adds what arrived.
  void feed(std::string_view bytes) { buffer_.append(bytes); }
  // The next thing in the buffer; `message` is set with Step::Message. Ping: CRLF CRLF, to be answered with CRLF.
  Step next(std::expected<Message, Malformed>& message);

 private:
  std::string buffer_;
};

// A response to `request` as §8.2.6 asks: Via, From, To (with `to_tag` unless it has one), Call-ID, CSeq.
Message make_response(const Message& request, int status, std::string_view to_tag, std::string_view reason = {});
// The reason phrase of `status`, RFC 3261 §21.
std::string_view reason_phrase(int status);

}  // namespace voice::sip
