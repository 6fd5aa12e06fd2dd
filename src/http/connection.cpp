#include "http/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <typeinfo>

#include "base/log.h"
#include "base/text.h"
#include "http/handshake.h"
#include "http/header_value.h"
#include "http/query.h"
#include "http/socket_connection.h"

namespace http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Error = boost::system::error_code;

constexpr std::size_t kHeadRead = 4 * 1024;
constexpr std::size_t kBodyRead = 64 * 1024;
constexpr std::size_t kPiece = 256 * 1024;
// A body of this size travels in one buffer with its header.
constexpr std::size_t kSmallBody = 16 * 1024;
// How long a client may take to hear the end of a connection.
constexpr milliseconds kLinger{5'000};
constexpr milliseconds kRateGrace{5'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

std::string allow_list(const std::vector<Method>& methods) {
  std::string list;
  for (Method method : methods) {
    list += std::string(method_word(method)) + ", ";
    if (method == Method::Get && std::find(methods.begin(), methods.end(), Method::Head) == methods.end())
      list += "HEAD, ";
  }
  return list + "OPTIONS";
}

std::string address_text(const asio::ip::tcp::endpoint& endpoint) {
  auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

}  // namespace

Connection::Connection(Core& core, Loop& loop, std::unique_ptr<Transport> transport, Admission::Place place,
                       Admitted admitted)
    : core_(core), loop_(loop), transport_(std::move(transport)), place_(std::move(place)), admitted_(admitted) {}

Connection::~Connection() {
  core_.bodies_bytes -= body_accounted_;
}

void Connection::start() {
  // Accepted while the server began to end: whoever ends the loop's members may be through.
  if (core_.draining) return;
  loop_.add(shared_from_this());
  Error error;
  auto& socket = transport_->socket();
  socket.set_option(asio::ip::tcp::no_delay(true), error);
  peer_address_ = address_text(socket.remote_endpoint(error));
  if (!error) local_address_ = address_text(socket.local_endpoint(error));
  if (error) return finish();
  if (!transport_->secure()) return next_request();
  enter(Phase::Handshake, core_.options.limits.header_timeout);
  transport_->async_handshake([self = self()](const Error& failed) {
    if (self->phase_ == Phase::Closed) return;
    failed ? self->finish() : self->next_request();
  });
}

void Connection::enter(Phase phase, milliseconds deadline) {
  phase_ = phase;
  deadline_ = deadline == milliseconds::max() ? Instant::max() : std::chrono::steady_clock::now() + deadline;
}

std::string_view Connection::buffered() const {
  return {static_cast<const char*>(input_.data().data()), input_.size()};
}

// ---------------------------------------------------------------------- reading

void Connection::next_request() {
  const auto& limits = core_.options.limits;
  core_.bodies_bytes -= std::exchange(body_accounted_, 0);
  request_ = {};
  request_.trace_id = loop_.next_trace_id();
  request_.remote_address = peer_address_;
  request_.secure = transport_->secure();
  parser_.emplace(request_);
  scanner_.emplace(limits.max_header_bytes, limits.max_target_bytes);
  refusal_headers_.clear();
  route_ = nullptr;
  socket_route_ = nullptr;
  handler_ = nullptr;
  if (input_.size() > 0) {
    enter(Phase::Head, limits.header_timeout);
    return examine_head();
  }
  if (core_.draining) return close_gracefully();
  if (input_.capacity() > 2 * kHeadRead) input_ = {};
  enter(Phase::Idle, first_request_ ? std::min(limits.idle_timeout, limits.header_timeout) : limits.idle_timeout);
  read_head();
}

void Connection::examine_head() {
  // An empty line before a request is left over from a careless client (RFC 9112 §2.2).
  while (buffered().starts_with("\r\n")) input_.consume(2);
  if (input_.size() == 0 || buffered() == "\r") return read_head();
  if (auto size = scanner_->scan(buffered())) return got_head(size);
  scanner_->refusal() ? refuse(scanner_->refusal()) : read_head();
}

void Connection::read_head() {
  transport_->async_read_some(input_.prepare(kHeadRead), [self = self()](const Error& error, std::size_t size) {
    if (self->phase_ == Phase::Closed) return;
    if (self->pending_refusal_) return self->refuse(self->pending_refusal_);
    if (error) return self->finish();
    self->input_.commit(size);
    if (self->phase_ == Phase::Idle) self->enter(Phase::Head, self->core_.options.limits.header_timeout);
    self->examine_head();
  });
}

void Connection::got_head(std::size_t size) {
  first_request_ = false;
  deadline_ = Instant::max();
  began_ = std::chrono::steady_clock::now();
  auto refusal = parser_->read_head(buffered().substr(0, size));
  input_.consume(size);
  if (!refusal) refusal = accept_head();
  if (refusal) return refuse(refusal);
  if (handler_ == nullptr && socket_route_ == nullptr) return answer_options();
  parser_->done() ? dispatch() : begin_body();
}

Refusal Connection::accept_head() {
  const auto& head = parser_->head();
  auto method = method_of(head.method);
  if (!method) return kNotImplemented;
  request_.method = *method;
  read_proxy_headers();
  if (auto refusal = address_request()) return refusal;
  if (admitted_ == Admitted::OnlyToHearNo) {
    refusal_headers_.emplace_back("Retry-After", "5");
    return kUnavailable;
  }
  return check_body();
}

void Connection::read_proxy_headers() {
  if (core_.options.trusted_proxy.empty() || core_.options.trusted_proxy != peer_address_) return;
  request_.secure = request_.header("x-forwarded-proto") == "https";
  // The proxy appends; what stands before is the client's own word.
  for (const auto& [name, value] : request_.headers) {
    if (name != "x-forwarded-for") continue;
    auto last = base::trim(base::split(value, ',').back());
    Error error;
    auto address = asio::ip::make_address(std::string(last), error);
    if (!error) request_.remote_address = address.to_string();
  }
}

// Who is meant, and what: Host, target and route.
Refusal Connection::address_request() {
  const auto& head = parser_->head();
  auto host = head.host.empty() ? std::string() : parse_host(head.host);
  if (!host) return kBadRequest;
  auto target = parse_target(head.target, head.host);
  if (!target || (target->path == "*" && request_.method != Method::Options)) return kBadRequest;
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  auto match = core_.router.find(request_.method, target->segments);
  route_ = match.route;
  socket_route_ = match.socket;
  request_.path_values = std::move(match.values);
  if (!(route_ && route_->any_host) && !core_.hosts.contains(*host, local_address_)) return kForeignHost;
  return find_route(std::move(match.allowed));
}

Refusal Connection::find_route(std::vector<Method> allowed) {
  if (socket_route_ && request_.method == Method::Get)
    return check_upgrade(parser_->head(), request_, refusal_headers_);
  if (route_) {
    handler_ = &route_->handler;
    return {};
  }
  if (std::exchange(socket_route_, nullptr) || request_.path == "*") allowed = {Method::Get};
  bool unknown = allowed.empty();
  if (unknown && core_.fallback && (request_.method == Method::Get || request_.method == Method::Head)) {
    handler_ = &core_.fallback;
    return {};
  }
  if (unknown) return kNotFound;
  refusal_headers_.emplace_back("Allow", allow_list(allowed));
  return request_.method == Method::Options ? Refusal{} : kMethodNotAllowed;
}

Refusal Connection::check_body() {
  const auto& head = parser_->head();
  const auto& limits = core_.options.limits;
  if (!head.expect.empty() && head.expect != "100-continue") return kExpectationFailed;
  auto kind = route_ ? route_->body : Body::None;
  body_limit_ = kind == Body::None ? 0 : kind == Body::Small ? limits.max_body_bytes : limits.max_upload_bytes;
  if (head.content_length.value_or(0) > body_limit_ || (head.chunked && body_limit_ == 0)) return kTooLarge;
  bool sends = request_.method == Method::Post || request_.method == Method::Put || request_.method == Method::Patch;
  if (sends && kind != Body::None && !head.chunked && !head.content_length) return kLengthRequired;
  return {};
}

void Connection::begin_body() {
  enter(Phase::Body, core_.options.limits.body_timeout);
  body_began_ = std::chrono::steady_clock::now();
  parser_->limit_body(body_limit_);
  bool waits = parser_->head().expect == "100-continue" && parser_->head().minor_version >= 1;
  waits&& input_.size() == 0 ? write(kContinue, {}, After::ReadBody) : take_body();
}

void Connection::take_body() {
  std::size_t taken = 0;
  auto refusal = parser_->read_body(buffered(), taken);
  input_.consume(taken);
  if (!refusal) refusal = account_body();
  if (refusal) return refuse(refusal);
  if (!parser_->done()) return read_body();
  began_ = std::chrono::steady_clock::now();
  dispatch();
}

void Connection::read_body() {
  auto wanted = parser_->head().chunked ? kBodyRead : parser_->remaining();
  auto room = input_.prepare(static_cast<std::size_t>(std::min<std::uint64_t>(wanted, kBodyRead)));
  transport_->async_read_some(room, [self = self()](const Error& error, std::size_t size) {
    if (self->phase_ == Phase::Closed) return;
    if (self->pending_refusal_) return self->refuse(self->pending_refusal_);
    if (error) return self->finish();
    self->input_.commit(size);
    self->enter(Phase::Body, self->core_.options.limits.body_timeout);
    self->take_body();
  });
}

// Bodies wait in memory, so all of them together have a limit too.
Refusal Connection::account_body() {
  auto grown = request_.body.size() - body_accounted_;
  body_accounted_ += grown;
  if (core_.bodies_bytes.fetch_add(grown) + grown <= core_.options.limits.max_bodies_bytes) return {};
  refusal_headers_.emplace_back("Retry-After", "5");
  return kUnavailable;
}

bool Connection::too_slow(Instant now) const {
  const auto& limits = core_.options.limits;
  auto elapsed = std::chrono::duration_cast<milliseconds>(now - body_began_);
  if (phase_ != Phase::Body || elapsed < std::min(kRateGrace, limits.body_timeout)) return false;
  return static_cast<std::int64_t>(request_.body.size()) * 1'000 < limits.min_body_bytes_per_second * elapsed.count();
}

// -------------------------------------------------------------------- answering

void Connection::dispatch() {
  enter(Phase::Handling, milliseconds::max());
  bool taken = core_.workers.offer([self = self()] {
    if (self->socket_route_) return self->authorize();
    self->loop_.post([self, response = self->call_handler()]() mutable { self->respond(std::move(response)); });
  });
  if (taken) return;
  refusal_headers_.emplace_back("Retry-After", "1");
  refuse(kUnavailable);
}

// On a worker. What stops a handler is told by the trace id alone: texts of
// exceptions may hold what the log must not.
Response Connection::call_handler() {
  try {
    return (*handler_)(request_);
  } catch (const std::exception& error) {
    base::log::error("http", "a handler threw {}, trace {}", typeid(error).name(), request_.trace_id);
  } catch (...) {
    base::log::error("http", "a handler threw, trace {}", request_.trace_id);
  }
  return core_.error_response(kInternal, request_);
}

void Connection::answer_options() {
  Response response{.status = 204, .headers = std::move(refusal_headers_)};
  respond(std::move(response));
}

void Connection::refuse(Refusal refusal) {
  // After these the next request can be found again; after others the bytes mean nothing sure.
  bool harmless = refusal.status == 404 || refusal.status == 405 || refusal.status == 426 || refusal.status == 503;
  if (!harmless || admitted_ == Admitted::OnlyToHearNo) must_close_ = true;
  pending_refusal_ = {};
  auto response = core_.error_response(refusal, request_);
  for (auto& header : refusal_headers_) response.headers.push_back(std::move(header));
  refusal_headers_.clear();
  respond(std::move(response));
}

bool Connection::keeps_alive() const {
  return !must_close_ && parser_->done() && parser_->head().keep_alive && !core_.draining;
}

void Connection::respond(Response response) {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Writing;
  response_ = std::move(response);
  ByteRange range;
  apply_conditions(request_, response_, range);
  if (response_.status == 416 && response_.seekable) {
    auto page = core_.error_response(kRangeNotSatisfiable, request_);
    page.headers.push_back(std::move(response_.headers.back()));  // Content-Range
    response_ = std::move(page);
  }
  if (!headers_allowed(response_) || response_.status < 200 || response_.status > 599) {
    base::log::error("http", "a handler gave a malformed header or status, trace {}", request_.trace_id);
    response_ = Response{.status = 500};
  }
  reply_ = compose(request_, response_, range,
                   {&core_.options.always, loop_.date(), keeps_alive(), parser_->head().minor_version});
  send_reply();
}

void Connection::send_reply() {
  remaining_ = reply_.length;
  bool in_pieces = reply_.body == Reply::Body::Stream || reply_.body == Reply::Body::Seekable;
  if (in_pieces) return write(reply_.head, {}, remaining_ == 0 ? After::EndRequest : After::NextPiece);
  if (reply_.body == Reply::Body::None) return write(reply_.head, {}, After::EndRequest);
  if (response_.body.size() > kSmallBody) return write(reply_.head, response_.body, After::EndRequest);
  reply_.head += response_.body;
  write(reply_.head, {}, After::EndRequest);
}

void Connection::pull_piece() {
  enter(Phase::Handling, milliseconds::max());
  core_.workers.proceed([self = self()] {
    self->loop_.post([self, piece = self->produce_piece()]() mutable { self->push_piece(std::move(piece)); });
  });
}

// On a worker.
std::optional<std::string> Connection::produce_piece() {
  try {
    if (response_.stream) return response_.stream->next();
    auto wanted = std::min<std::int64_t>(remaining_, kPiece);
    return response_.seekable->read(reply_.offset, wanted);
  } catch (...) {
    base::log::error("http", "a body ended early, trace {}", request_.trace_id);
    return std::nullopt;
  }
}

void Connection::push_piece(std::optional<std::string> piece) {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Writing;
  if (!piece) return finish();  // cut: the client must not take half for the whole
  reply_.length >= 0 ? push_sized(std::move(*piece)) : push_chunk(std::move(*piece));
}

void Connection::push_sized(std::string piece) {
  auto size = static_cast<std::int64_t>(piece.size());
  if (size == 0 || size > remaining_) {
    base::log::error("http", "a body was not as long as announced, trace {}", request_.trace_id);
    return finish();
  }
  reply_.offset += size;
  remaining_ -= size;
  piece_ = std::move(piece);
  write(piece_, {}, remaining_ == 0 ? After::EndRequest : After::NextPiece);
}

void Connection::push_chunk(std::string piece) {
  bool last = piece.empty();
  piece_ = std::move(piece);
  if (!reply_.chunked) return last ? end_request() : write(piece_, {}, After::NextPiece);
  if (last) return write("0\r\n\r\n", {}, After::EndRequest);
  frame_ = fmt::format("{:x}\r\n", piece_.size());
  piece_ += "\r\n";
  write(frame_, piece_, After::NextPiece);
}

// ------------------------------------------------------------------- upgrading

// On a worker.
void Connection::authorize() {
  std::optional<Response> refused;
  try {
    if (socket_route_->authorize) refused = socket_route_->authorize(request_, socket_context_);
  } catch (...) {
    base::log::error("http", "an upgrade failed, trace {}", request_.trace_id);
    refused = core_.error_response(kInternal, request_);
  }
  loop_.post([self = self(), refused = std::move(refused)]() mutable {
    refused ? self->respond(std::move(*refused)) : self->accept_upgrade();
  });
}

void Connection::accept_upgrade() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Writing;
  reply_ = {};
  reply_.status = 101;
  reply_.head = upgrade_reply(request_.header("sec-websocket-key"));
  write(reply_.head, {}, After::Upgrade);
}

void Connection::become_socket() {
  auto left_over = std::string(buffered());
  auto socket = SocketConnection::make(core_, loop_, std::move(transport_), std::move(*place_), *socket_route_,
                                       std::move(socket_context_));
  place_.reset();
  phase_ = Phase::Closed;
  core_.requests += 1;
  auto keep = shared_from_this();
  loop_.remove(*this);
  socket->start(left_over);
}

// --------------------------------------------------------------------- writing

void Connection::write(std::string_view first, std::string_view second, After after) {
  output_ = {asio::buffer(first.data(), first.size()), asio::buffer(second.data(), second.size())};
  after_ = after;
  write_some();
}

void Connection::write_some() {
  deadline_ = std::chrono::steady_clock::now() + core_.options.limits.body_timeout;
  transport_->async_write_some(output_, [self = self()](const Error& error, std::size_t size) {
    if (self->phase_ == Phase::Closed) return;
    error ? self->finish() : self->written(size);
  });
}

void Connection::written(std::size_t size) {
  for (auto& buffer : output_) {
    auto part = std::min(size, buffer.size());
    buffer += part;
    size -= part;
  }
  bool all = output_[0].size() == 0 && output_[1].size() == 0;
  all ? after_write() : write_some();
}

void Connection::after_write() {
  switch (after_) {
    case After::ReadBody:
      enter(Phase::Body, core_.options.limits.body_timeout);
      return read_body();
    case After::NextPiece:
      return pull_piece();
    case After::EndRequest:
      return end_request();
    case After::Upgrade:
      return become_socket();
  }
}

void Connection::end_request() {
  core_.requests += 1;
  if (core_.options.finished) {
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_;
    core_.options.finished(request_, route_ ? std::string_view(route_->pattern) : std::string_view(), reply_.status,
                           took.count());
  }
  bool close = reply_.close;
  response_ = {};
  reply_ = {};
  close ? close_gracefully() : next_request();
}

// ---------------------------------------------------------------------- ending

void Connection::tick(Instant now) {
  if (now >= deadline_ || too_slow(now)) time_out();
}

void Connection::time_out() {
  deadline_ = Instant::max();
  bool half_a_request = phase_ == Phase::Head || phase_ == Phase::Body;
  if (!half_a_request) return finish();
  if (pending_refusal_) return;
  pending_refusal_ = kRequestTimeout;
  transport_->cancel();
}

void Connection::drain() {
  if (phase_ == Phase::Idle || phase_ == Phase::Handshake) finish();
}

void Connection::abort() {
  finish();
}

// Says that no more will come, then takes in what the client was still sending:
// closing over unread bytes would send a reset, and the reply would be lost with it.
void Connection::close_gracefully() {
  enter(Phase::Lingering, kLinger);
  input_ = {};
  if (!transport_->secure()) {
    transport_->shutdown_send();
    return discard_input();
  }
  transport_->async_shutdown([self = self()](const Error&) {
    if (self->phase_ == Phase::Closed) return;
    self->transport_->shutdown_send();
    self->discard_input();
  });
}

void Connection::discard_input() {
  transport_->socket().async_read_some(input_.prepare(kHeadRead), [self = self()](const Error& error, std::size_t) {
    if (self->phase_ == Phase::Closed) return;
    error ? self->finish() : self->discard_input();
  });
}

void Connection::finish() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Closed;
  auto keep = shared_from_this();
  transport_->close();
  place_.reset();
  loop_.remove(*this);
}

}  // namespace http
