#pragma once
// One HTTP/1.1 connection: reads a request, has it answered, and the next, in order.
// Lives on one loop; only `request_` is lent to a worker while a handler runs.
// Becomes a SocketConnection when it is upgraded. Private to the module.

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "http/core.h"
#include "http/head_scanner.h"
#include "http/loop.h"
#include "http/reply.h"
#include "http/request_parser.h"
#include "http/transport.h"

namespace http {

class Connection final : public Member {
 public:
  enum class Admitted { Yes, OnlyToHearNo };  // beyond a limit: every request is answered 503

  Connection(Core& core, Loop& loop, std::unique_ptr<Transport> transport, Admission::Place place, Admitted admitted);
  ~Connection() override;

  void start();
  void tick(Instant now) override;
  void drain() override;
  void abort() override;

 private:
  enum class Phase { Handshake, Idle, Head, Body, Handling, Writing, Lingering, Closed };
  enum class After { ReadBody, NextPiece, EndRequest, Upgrade };  // what follows a write

  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }
  void enter(Phase phase, std::chrono::milliseconds deadline);

  // Reading.
  void next_request();
  void examine_head();
  void read_head();
  void got_head(std::size_t size);
  Refusal accept_head();
  Refusal address_request();
  Refusal find_route(std::vector<Method> allowed);
  Refusal check_body();
  void read_proxy_headers();
  void begin_body();
  void read_body();
  void take_body();
  bool too_slow(Instant now) const;
  Refusal account_body();
  std::string_view buffered() const;

  // Answering.
  void dispatch();
  void answer_options();
  void refuse(Refusal refusal);
  void respond(Response response);
  bool keeps_alive() const;
  Response call_handler();
  void send_reply();
  void pull_piece();
  std::optional<std::string> produce_piece();
  void push_piece(std::optional<std::string> piece);
  void push_sized(std::string piece);
  void push_chunk(std::string piece);
  void authorize();
  void accept_upgrade();
  void become_socket();

  // Writing.
  void write(std::string_view first, std::string_view second, After after);
  void write_some();
  void written(std::size_t size);
  void after_write();
  void end_request();

  // Ending.
  void time_out();
  void close_gracefully();
  void discard_input();
  void finish();

  Core& core_;
  Loop& loop_;
  std::unique_ptr<Transport> transport_;
  std::optional<Admission::Place> place_;
  const Admitted admitted_;
  std::string peer_address_, local_address_;

  Phase phase_ = Phase::Handshake;
  Instant deadline_ = Instant::max();
  Refusal pending_refusal_;  // decided by a deadline while a read was under way
  bool first_request_ = true;

  boost::beast::flat_buffer input_;
  std::optional<HeadScanner> scanner_;
  std::optional<RequestParser> parser_;
  Request request_;
  Instant body_began_, began_;
  std::size_t body_accounted_ = 0;
  std::size_t body_limit_ = 0;

  // The answer to be.
  const Route* route_ = nullptr;
  const SocketRoute* socket_route_ = nullptr;
  const Handler* handler_ = nullptr;
  std::shared_ptr<void> socket_context_;
  std::vector<Header> refusal_headers_;
  bool must_close_ = false;

  // The answer under way.
  Response response_;
  Reply reply_;
  std::string piece_, frame_;
  std::int64_t remaining_ = 0;  // bytes of a body of known length still to come
  std::array<asio::const_buffer, 2> output_;
  After after_ = After::EndRequest;
};

}  // namespace http
