#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bench/http/reply.h"
#include "bench/http/servers.h"
#include "http/server.h"

namespace bench {
namespace {

// Sends to all sockets on a thread of its own, as realtime::Hub does.
class Broadcaster {
 public:
  Broadcaster() : thread_([this] { run(); }) { thread_.detach(); }

  void add(std::shared_ptr<http::Socket> socket) {
    std::lock_guard lock(mutex_);
    sockets_.push_back(std::move(socket));
  }
  void order(int messages) {
    std::lock_guard lock(mutex_);
    waiting_ += messages;
    ordered_.notify_one();
  }

 private:
  void run() {
    const auto frame = std::make_shared<const std::string>(180, 'x');
    for (;;) {
      std::unique_lock lock(mutex_);
      ordered_.wait(lock, [this] { return waiting_ > 0; });
      for (; waiting_ > 0; --waiting_)
        for (auto& socket : sockets_) socket->send(frame);
    }
  }

  std::mutex mutex_;
  std::condition_variable ordered_;
  std::vector<std::shared_ptr<http::Socket>> sockets_;
  int waiting_ = 0;
  std::thread thread_;
};

}  // namespace

void serve_ours() {
  auto broadcaster = std::make_shared<Broadcaster>();
  http::Options options{.listeners = {{"127.0.0.1", 0, false}}, .io_threads = 1, .worker_threads = 1};
  http::Server server(options);
  server.add(http::Route{http::Method::Get, "/reply", [](http::Request&) {
                           http::Response response{.body = std::string(kReply)};
                           return response.with("Content-Type", "application/json");
                         }});
  http::SocketRoute live;
  live.path = "/live";
  live.ping = std::chrono::hours(1);  // the clients only listen, and count bytes
  live.opened = [=](std::shared_ptr<http::Socket> socket, std::shared_ptr<void>) {
    broadcaster->add(std::move(socket));
  };
  live.received = [=](http::Socket&, std::string order) {
    broadcaster->order(std::stoi(order.substr(order.find(' '))));
  };
  server.add(std::move(live));
  server.start();
  std::printf("%u\n", server.port(0));
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::hours(24));
}

}  // namespace bench
