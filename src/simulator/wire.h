#pragma once
// The visitors' side of the network: requests and live feeds to our own listener, as browsers
// make them. Each visitor comes from a loopback address of its own, as strangers would.
//
// Owned by Life. request() is called by one thread and blocks for at most five seconds; live
// feeds run on a thread of the wire, which calls the listener.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace simulator {

struct Answered {
  int status = 0;  // 0: the server was not reached
  std::string body;
};

class Wire {
 public:
  // Of a visitor's live feed: a frame, or "" when it has ended.
  using Listener = std::function<void(std::int64_t visitor, std::string frame)>;

  Wire(std::string host, std::uint16_t port, Listener listener);
  ~Wire();  // hangs up everywhere

  // POSTs JSON below /api/v1/webchat.
  Answered post(std::int64_t visitor, const std::string& path, const std::string& token, const std::string& body);
  // Opens a live feed that begins with `hello`. One for a visitor.
  void listen(std::int64_t visitor, std::string hello);
  // On its live feed; nothing when there is none.
  void send(std::int64_t visitor, std::string text);
  void hang_up(std::int64_t visitor);
  std::size_t lines() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace simulator
