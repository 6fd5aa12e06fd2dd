#pragma once
// A running server for tests, on free ports, with limits as short as a test asks for.

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/server.h"
#include "tests/support/http_client.h"

namespace http {

// Opens once; those who wait go on. Waiting ends a test that would hang. Copies are the same gate, so a handler that
// keeps one may outlive the test's own.
class Gate {
 public:
  void open() const {
    std::lock_guard lock(shared_->mutex);
    shared_->open = true;
    shared_->opened.notify_all();
  }
  bool wait() const {
    std::unique_lock lock(shared_->mutex);
    return shared_->opened.wait_for(lock, std::chrono::seconds(10), [this] { return shared_->open; });
  }

 private:
  struct Shared {
    std::mutex mutex;
    std::condition_variable opened;
    bool open = false;
  };
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

// Asks again until `holds`, for at most ten seconds: for counters that other threads move.
inline bool eventually(const std::function<bool()>& holds) {
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < end) {
    if (holds()) return true;
    std::this_thread::yield();
  }
  return false;
}

inline Response text(std::string body, int status = 200) {
  Response response{.status = status, .body = std::move(body)};
  return response.with("Content-Type", "text/plain");
}

class ServerTest : public testing::Test {
 protected:
  // Fill these in, then start().
  Options options_{.listeners = {{"127.0.0.1", 0, false}}};

  Server& server() {
    if (!server_) server_ = std::make_unique<Server>(options_);
    return *server_;
  }
  void route(Method method, std::string pattern, Handler handler, Body body = Body::None) {
    server().add(Route{method, std::move(pattern), std::move(handler), body});
  }
  void start() { server().start(); }
  support::Client client() { return support::Client(server().port(0)); }
  // One reply to raw bytes on a connection of their own.
  support::Reply answer_to(std::string_view bytes) {
    auto raw = client();
    raw.send(bytes);
    return raw.read_reply();
  }

  std::unique_ptr<Server> server_;
};

}  // namespace http
