#pragma once
// Visitors and agents who write to each other through one server, and how long each word takes
// from its due moment to the other side's socket.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "bench/chat/swarm.h"

namespace bench {

struct Size {
  int visitors = 5'000;
  int agents = 200;
  int rate = 2'000;  // messages a second, both directions together
  int seconds = 10;  // of each step
  int workers = 32;  // of the server
};

struct Figures {
  double sent = 0, arrived = 0, span = 0;               // seconds
  std::vector<double> to_visitors, to_agents, replies;  // milliseconds
};

class Hall {
 public:
  Hall(std::uint16_t port, Size size);

  // Everybody connects, each visitor opens a chat, and some agent answers each.
  void open_program(const std::string& site_key, const std::vector<std::string>& cookies);
  void open_relay();
  // Words are due at even distances, whether or not those before have come through.
  Figures talk(int rate, int seconds);

 private:
  struct Visitor {
    std::string token, chat;
    std::size_t feed = 0;
    int agent = -1;
    bool is_connected = false;
  };

  std::size_t line_of(int visitor) const { return pool_[static_cast<std::size_t>(visitor) % pool_.size()]; }
  void begin_session(int visitor, const std::string& site_key);
  void begin_chat(int visitor);
  void connect_visitor(int visitor);
  void connect_agent(int agent);
  void hear_visitor(Visitor& visitor, std::string_view frame);
  void hear_agent(int agent, std::string_view frame);
  void take_work(int agent, std::string_view frame);
  void take_chats(int agent, std::string_view frame);
  void send(std::int64_t due, std::int64_t number);
  std::size_t idle_line();
  void note(std::string_view text, std::vector<double>& waits);
  template <class Fits>
  void until(const char* what, Fits fits);
  // Does `begin` for all visitors, so many at a time.
  template <class Begin>
  void for_all(Begin begin);

  const Size size_;
  Swarm swarm_;
  std::vector<std::size_t> pool_;  // for requests
  std::vector<Visitor> visitors_;
  std::vector<std::string> agents_;  // cookie lines
  std::vector<std::size_t> desks_;
  std::unordered_map<std::string, int> by_chat_;
  bool is_set_up_ = false;
  int done_ = 0, snapshots_ = 0, taken_ = 0;
  std::size_t next_line_ = 0;
  std::int64_t words_ = 0;
  Figures figures_;
};

}  // namespace bench
