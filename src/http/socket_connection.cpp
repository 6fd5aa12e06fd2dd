#include "http/socket_connection.h"

#include <algorithm>
#include <cstring>

#include "base/log.h"

namespace http {
namespace {

using Error = boost::system::error_code;

// How long a peer may take to answer a close frame, and how long to close its side.
constexpr std::chrono::seconds kCloseWait{5};
constexpr std::chrono::seconds kLastWait{1};
constexpr std::size_t kTlsRead = 1024;
constexpr std::size_t kKeptFrames = 16;

}  // namespace

// ---------------------------------------------------------------------- Outbox

void Outbox::send(std::shared_ptr<const std::string> frame) {
  std::lock_guard lock(mutex_);
  if (!open_ || closing_) return;
  // A lone frame passes whatever its size: a snapshot must be able to begin.
  if (bytes_ > 0 && bytes_ + frame->size() > max_bytes_) {
    queue_.clear();
    closing_ = Closing{close_code::kTryLater, "too slow", true};
  } else {
    bytes_ += frame->size();
    queue_.push_back(std::move(frame));
  }
  wake_locked();
}

void Outbox::close(int code, std::string reason) {
  std::lock_guard lock(mutex_);
  if (!open_ || closing_) return;
  closing_ = Closing{code, std::move(reason), false};
  wake_locked();
}

// While open_ holds under the lock, detach() has not run, so the loop lives.
void Outbox::wake_locked() {
  bool overrun = closing_ && closing_->overrun;
  if (scheduled_ && !overrun) return;
  scheduled_ = true;
  loop_.wake(shared_from_this());
}

void Outbox::woken() {
  if (connection_) connection_->flush();
}

void Outbox::detach() {
  connection_ = nullptr;
  std::lock_guard lock(mutex_);
  open_ = false;
  queue_.clear();
}

bool Outbox::take(std::vector<std::shared_ptr<const std::string>>& frames) {
  std::lock_guard lock(mutex_);
  scheduled_ = !queue_.empty();
  frames.swap(queue_);
  return !frames.empty();
}

std::optional<Outbox::Closing> Outbox::closing() const {
  std::lock_guard lock(mutex_);
  return closing_;
}

void Outbox::release(std::size_t bytes) {
  std::lock_guard lock(mutex_);
  bytes_ -= bytes;
}

// ------------------------------------------------------------------ connection

std::shared_ptr<SocketConnection> SocketConnection::make(Core& core, Loop& loop, std::unique_ptr<Transport> transport,
                                                         Admission::Place place, const SocketRoute& route,
                                                         std::shared_ptr<void> context) {
  return std::make_shared<SocketConnection>(core, loop, std::move(transport), std::move(place), route,
                                            std::move(context));
}

SocketConnection::SocketConnection(Core& core, Loop& loop, std::unique_ptr<Transport> transport, Admission::Place place,
                                   const SocketRoute& route, std::shared_ptr<void> context)
    : core_(core),
      loop_(loop),
      transport_(std::move(transport)),
      place_(std::move(place)),
      route_(route),
      context_(std::move(context)),
      outbox_(std::make_shared<Outbox>(loop, core.next_socket_id++, core.options.limits.max_socket_queue_bytes)),
      reader_(route.max_message_bytes),
      heard_(std::chrono::steady_clock::now()),
      beaten_(heard_) {}

void SocketConnection::start(std::string_view left_over) {
  loop_.add(shared_from_this());
  outbox_->attach(this);
  core_.sockets += 1;
  Error ignored;
  transport_->socket().non_blocking(true, ignored);
  guarded([&] {
    if (route_.opened) route_.opened(outbox_, std::move(context_));
  });
  if (core_.draining) drain();
  receive(left_over);
  if (state_ != State::Closed) read();
}

template <class Call>
void SocketConnection::guarded(Call call) {
  try {
    call();
  } catch (...) {
    base::log::error("http", "a WebSocket callback threw on {}", route_.path);
    begin_close(close_code::kInternal, "");
  }
}

// ---------------------------------------------------------------------- reading

// A plain socket waits without a buffer and reads into the loop's scratch, so that
// an idle connection holds no memory for input. TLS needs room of its own.
void SocketConnection::read() {
  if (!transport_->secure()) {
    transport_->socket().async_wait(asio::ip::tcp::socket::wait_read, [self = self()](const Error& error) {
      if (self->state_ == State::Closed) return;
      error ? self->finish() : self->on_readable();
    });
    return;
  }
  tls_input_.resize(kTlsRead);
  transport_->async_read_some(asio::buffer(tls_input_), [self = self()](const Error& error, std::size_t size) {
    if (self->state_ == State::Closed) return;
    self->receive({self->tls_input_.data(), size});
    if (self->state_ == State::Closed) return;
    if (self->state_ == State::Ending) return self->shut_down_tls();
    error ? self->finish() : self->read();
  });
}

void SocketConnection::on_readable() {
  Error error;
  auto& room = loop_.read_room();
  auto size = transport_->socket().read_some(asio::buffer(room), error);
  if (error && error != asio::error::would_block) return finish();
  receive({room.data(), size});
  if (state_ != State::Closed) read();
}

void SocketConnection::receive(std::string_view bytes) {
  if (bytes.empty()) return;
  heard_ = std::chrono::steady_clock::now();
  pinged_ = false;
  while (state_ != State::Closed) {
    auto event = reader_.next(bytes);
    if (event == FrameReader::Event::NeedMore) return;
    handle(event);
  }
}

void SocketConnection::handle(FrameReader::Event event) {
  switch (event) {
    case FrameReader::Event::Text:
      if (state_ != State::Open) return;
      return guarded([&] {
        if (route_.received) route_.received(*outbox_, std::move(reader_.payload()));
      });
    case FrameReader::Event::Ping:
      if (state_ == State::Open) push_control(Opcode::Pong, std::move(reader_.payload()));
      return;
    case FrameReader::Event::Close:
    case FrameReader::Event::Fault:
      peer_closed_ = true;
      faulted_ = event == FrameReader::Event::Fault;
      if (close_sent_ && !writing_) return end_stream();
      return begin_close(reader_.code(), "");
    case FrameReader::Event::Pong:
    case FrameReader::Event::NeedMore:
      return;
  }
}

// ---------------------------------------------------------------------- writing

// Control frames go before the text that waits. Of pongs and pings only the newest
// of a kind is kept, so that a flood of pings costs no memory (RFC 6455 §5.5.3).
void SocketConnection::push_control(Opcode opcode, std::string payload) {
  auto begin = out_.begin() + (written_ > 0 ? 1 : 0);
  auto older = std::find_if(begin, out_.end(), [&](const Frame& frame) { return frame.opcode == opcode; });
  auto shared = std::make_shared<const std::string>(std::move(payload));
  if (older != out_.end())
    older->payload = std::move(shared);
  else
    out_.insert(begin, Frame{opcode, std::move(shared)});
  flush();
}

// Behind text that waits to be sent it would tell nothing.
void SocketConnection::push_beat(Instant now) {
  beaten_ = now;
  if (out_.empty()) outbox_->send(std::make_shared<const std::string>(route_.beat));
}

// Drops what has not begun and sends a close frame.
void SocketConnection::begin_close(int code, std::string_view reason) {
  if (close_queued_ || state_ == State::Closed) return;
  close_queued_ = true;
  state_ = State::Closing;
  deadline_ = std::chrono::steady_clock::now() + kCloseWait;
  out_.resize(written_ > 0 ? 1 : 0);
  out_.push_back({Opcode::Close, std::make_shared<const std::string>(close_payload(code, reason))});
  flush();
}

// Takes over what the application has sent. False when nothing is to be written.
bool SocketConnection::collect() {
  if (close_queued_) return !out_.empty();
  auto closing = outbox_->closing();
  if (closing && closing->overrun) out_.resize(written_ > 0 ? 1 : 0);
  if (outbox_->take(taken_))
    for (auto& payload : taken_) out_.push_back({Opcode::Text, std::move(payload)});
  taken_.clear();
  if (closing) {
    close_queued_ = true;
    state_ = State::Closing;
    deadline_ = std::chrono::steady_clock::now() + kCloseWait;
    out_.push_back({Opcode::Close, std::make_shared<const std::string>(close_payload(closing->code, closing->reason))});
  }
  return !out_.empty();
}

void SocketConnection::flush() {
  if (state_ == State::Closed || state_ == State::Ending) return;
  bool pending = collect();
  if (writing_ || !pending) return;
  transport_->secure() ? write_tls() : write_plain();
}

// Joins frames, from where the last write ended, as far as there is room.
std::size_t SocketConnection::fill(Loop::Room& room) const {
  std::size_t used = 0, skip = written_;
  for (const auto& frame : out_) {
    if (room.size() - used < kMaxFrameHead) break;
    std::array<char, kMaxFrameHead> head;
    auto head_size = write_frame_head(head.data(), frame.opcode, frame.payload->size());
    auto from_head = std::min(skip, head_size);
    std::memcpy(room.data() + used, head.data() + from_head, head_size - from_head);
    used += head_size - from_head;
    skip -= from_head;
    auto part = std::min(frame.payload->size() - skip, room.size() - used);
    std::memcpy(room.data() + used, frame.payload->data() + skip, part);
    used += part;
    if (skip + part < frame.payload->size()) break;
    skip = 0;
  }
  return used;
}

void SocketConnection::advance(std::size_t size) {
  std::size_t done = 0, bytes = 0;
  written_ += size;
  for (; done < out_.size(); ++done) {
    const auto& frame = out_[done];
    std::array<char, kMaxFrameHead> head;
    auto whole = write_frame_head(head.data(), frame.opcode, frame.payload->size()) + frame.payload->size();
    if (written_ < whole) break;
    written_ -= whole;
    if (frame.opcode == Opcode::Text) bytes += frame.payload->size();
    if (frame.opcode == Opcode::Close) close_sent_ = true;
  }
  out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(done));
  if (out_.empty() && out_.capacity() > kKeptFrames) out_.shrink_to_fit();
  if (bytes > 0) outbox_->release(bytes);
  if (close_sent_ && peer_closed_ && !writing_) end_stream();
}

void SocketConnection::write_plain() {
  while (collect()) {
    auto& room = loop_.write_room();
    auto wanted = fill(room);
    Error error;
    auto size = transport_->socket().write_some(asio::buffer(room.data(), wanted), error);
    if (error && error != asio::error::would_block) return finish();
    advance(size);
    if (state_ == State::Ending || state_ == State::Closed) return;
    if (size < wanted) return wait_writable();
  }
}

void SocketConnection::wait_writable() {
  writing_ = true;
  transport_->socket().async_wait(asio::ip::tcp::socket::wait_write, [self = self()](const Error& error) {
    self->writing_ = false;
    if (self->state_ == State::Closed) return;
    error ? self->finish() : self->flush();
  });
}

// What is handed to TLS counts as written at once, since frames may be put before
// those that wait while it is under way.
void SocketConnection::write_tls() {
  auto& room = loop_.write_room();
  auto size = fill(room);
  tls_output_.assign(room.data(), room.data() + size);
  tls_sent_ = 0;
  writing_ = true;
  advance(size);
  write_tls_rest();
}

void SocketConnection::write_tls_rest() {
  auto rest = asio::buffer(tls_output_) + tls_sent_;
  transport_->async_write_some(rest, [self = self()](const Error& error, std::size_t written) {
    if (self->state_ == State::Closed) return;
    if (error) return self->finish();
    self->tls_sent_ += written;
    if (self->tls_sent_ < self->tls_output_.size()) return self->write_tls_rest();
    self->writing_ = false;
    self->tls_output_ = {};
    if (self->close_sent_ && self->peer_closed_) return self->end_stream();
    self->flush();
  });
}

// ----------------------------------------------------------------------- ending

void SocketConnection::tick(Instant now) {
  if (now >= deadline_) return finish();
  if (state_ != State::Open) return;
  if (now - heard_ >= 2 * route_.ping) return finish();
  if (!route_.beat.empty() && now - beaten_ >= route_.ping) push_beat(now);
  if (now - heard_ < route_.ping || pinged_) return;
  pinged_ = true;
  push_control(Opcode::Ping, "");
}

void SocketConnection::drain() {
  begin_close(close_code::kRestart, "restarting");
}

// Both sides are through: the server closes first (RFC 6455 §7.1.1). Behind a close
// frame nothing more can come; a peer that broke the protocol may still be sending, and
// a close over its bytes would be a reset that loses our close frame.
void SocketConnection::end_stream() {
  if (state_ == State::Ending || state_ == State::Closed) return;
  if (!transport_->secure() && !faulted_) return finish();
  state_ = State::Ending;
  deadline_ = std::chrono::steady_clock::now() + kLastWait;
  // Plain: the reading goes on until the peer has closed too. TLS: the reader is
  // called off, or comes by itself, and shuts down.
  transport_->secure() ? transport_->cancel() : transport_->shutdown_send();
}

void SocketConnection::shut_down_tls() {
  transport_->async_shutdown([self = self()](const Error&) { self->finish(); });
}

void SocketConnection::finish() {
  if (state_ == State::Closed) return;
  state_ = State::Closed;
  auto keep = shared_from_this();
  outbox_->detach();
  transport_->close();
  place_.reset();
  core_.sockets -= 1;
  loop_.remove(*this);
  try {
    if (route_.closed) route_.closed(*outbox_);
  } catch (...) {
    base::log::error("http", "a WebSocket callback threw on {}", route_.path);
  }
}

}  // namespace http
