#pragma once
// One WebSocket on its loop, and its Outbox: the face that the application holds.
// Private to the module.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/core.h"
#include "http/frame.h"
#include "http/loop.h"
#include "http/transport.h"

namespace http {

class SocketConnection;

// Frames on their way from any thread to the loop. Outlives the connection for as
// long as the application likes; then everything sent is forgotten. Invariant: when
// something waits, a waking of the connection or a write is under way.
class Outbox final : public Socket, public Wakeable, public std::enable_shared_from_this<Outbox> {
 public:
  Outbox(Loop& loop, std::int64_t id, std::size_t max_bytes) : loop_(loop), id_(id), max_bytes_(max_bytes) {}

  void send(std::shared_ptr<const std::string> frame) override;
  void close(int code, std::string reason) override;
  std::int64_t id() const override { return id_; }

  void woken() override;

  // For the connection, on the loop.
  struct Closing {
    int code = 0;
    std::string reason;
    bool overrun = false;  // the reader was too slow: what waits is not sent any more
  };
  void attach(SocketConnection* connection) { connection_ = connection; }
  void detach();
  // Moves what waits to the end of `frames`; false, and no waking is owed, when there is nothing.
  bool take(std::vector<std::shared_ptr<const std::string>>& frames);
  std::optional<Closing> closing() const;
  void release(std::size_t bytes);

 private:
  void wake_locked();

  Loop& loop_;
  const std::int64_t id_;
  const std::size_t max_bytes_;
  SocketConnection* connection_ = nullptr;  // on the loop only

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const std::string>> queue_;
  std::size_t bytes_ = 0;  // waiting or being written
  std::optional<Closing> closing_;
  bool open_ = true;
  bool scheduled_ = false;
};

class SocketConnection final : public Member {
 public:
  static std::shared_ptr<SocketConnection> make(Core& core, Loop& loop, std::unique_ptr<Transport> transport,
                                                Admission::Place place, const SocketRoute& route,
                                                std::shared_ptr<void> context);
  SocketConnection(Core& core, Loop& loop, std::unique_ptr<Transport> transport, Admission::Place place,
                   const SocketRoute& route, std::shared_ptr<void> context);

  // `left_over`: bytes that came right behind the handshake.
  void start(std::string_view left_over);
  void tick(Instant now) override;
  void drain() override;
  void abort() override { finish(); }
  // Sends what waits.
  void flush();

 private:
  enum class State { Open, Closing, Ending, Closed };  // Ending: both close frames are through
  struct Frame {
    Opcode opcode;
    std::shared_ptr<const std::string> payload;
  };

  std::shared_ptr<SocketConnection> self() { return std::static_pointer_cast<SocketConnection>(shared_from_this()); }

  void read();
  void on_readable();
  void receive(std::string_view bytes);
  void handle(FrameReader::Event event);
  template <class Call>
  void guarded(Call call);

  void push_control(Opcode opcode, std::string payload);
  void push_beat(Instant now);
  void begin_close(int code, std::string_view reason);
  bool collect();
  std::size_t fill(Loop::Room& room) const;
  void advance(std::size_t size);
  void write_plain();
  void write_tls();
  void write_tls_rest();
  void wait_writable();

  void end_stream();
  void shut_down_tls();
  void finish();

  Core& core_;
  Loop& loop_;
  std::unique_ptr<Transport> transport_;
  std::optional<Admission::Place> place_;
  const SocketRoute& route_;
  std::shared_ptr<void> context_;
  std::shared_ptr<Outbox> outbox_;

  State state_ = State::Open;
  FrameReader reader_;
  Instant heard_, beaten_;
  Instant deadline_ = Instant::max();
  bool pinged_ = false;
  bool peer_closed_ = false;  // nothing more is expected from the peer …
  bool faulted_ = false;      // … because it broke the protocol
  bool close_queued_ = false, close_sent_ = false;

  std::vector<Frame> out_;   // the first may be partly written
  std::size_t written_ = 0;  // bytes of the first frame, head included, that are
  bool writing_ = false;
  std::vector<std::shared_ptr<const std::string>> taken_;
  std::vector<char> tls_input_, tls_output_;
  std::size_t tls_sent_ = 0;  // bytes of tls_output_ that are written
};

}  // namespace http
