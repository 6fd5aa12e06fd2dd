#include <atomic>
#include <deque>

#include "http/tests/fixture.h"

namespace http {
namespace {

// A route whose sockets the test can hold, with what came from them.
class SocketTest : public ServerTest {
 protected:
  void socket_route(std::function<void(SocketRoute&)> change = {}) {
    SocketRoute route;
    route.path = "/live";
    route.opened = [this](std::shared_ptr<Socket> socket, std::shared_ptr<void>) {
      std::lock_guard lock(mutex_);
      sockets_.push_back(std::move(socket));
      changed_.notify_all();
    };
    route.received = [](Socket& socket, std::string text) {
      if (text == "close me") return socket.close(4001, "as asked");
      socket.send(std::make_shared<const std::string>("echo " + text));
    };
    route.closed = [this](Socket& socket) {
      std::lock_guard lock(mutex_);
      closed_ids_.push_back(socket.id());
      ++closed_;
      changed_.notify_all();
    };
    if (change) change(route);
    server().add(std::move(route));
  }
  std::shared_ptr<Socket> socket(std::size_t index) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return sockets_.size() > index; });
    return sockets_.at(index);
  }
  bool wait_closed(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return closed_ == count; });
  }
  static std::shared_ptr<const std::string> frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
  }
  void TearDown() override { server_.reset(); }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  std::vector<std::int64_t> closed_ids_;
  int closed_ = 0;
};

TEST_F(SocketTest, CarriesTextBothWays) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  ws.send("你好");
  EXPECT_EQ(ws.receive(), "echo 你好");
  socket(0)->send(frame("pushed"));
  EXPECT_EQ(ws.receive(), "pushed");
  EXPECT_EQ(server().counts().sockets, 1);
}

TEST_F(SocketTest, AuthorizesOnAWorkerWithTheRequestAndKeepsWhatItLearnt) {
  std::string seen;
  socket_route([&](SocketRoute& route) {
    route.authorize = [](Request& request, std::shared_ptr<void>& context) -> std::optional<Response> {
      if (request.header("origin") != "https://desk.example") return text("not from here", 403);
      context = std::make_shared<std::string>(request.cookie("session").value_or(""));
      return std::nullopt;
    };
    route.opened = [&](std::shared_ptr<Socket> socket, std::shared_ptr<void> context) {
      socket->send(frame(*std::static_pointer_cast<std::string>(context)));
    };
  });
  start();
  auto c = client();
  auto refused = c.refused_websocket("/live", {{"Origin", "https://evil.example"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, "not from here");
  auto ws = c.websocket("/live", {{"Origin", "https://desk.example"}, {"Cookie", "session=abc"}});
  EXPECT_EQ(ws.receive(), "abc");
}

TEST_F(SocketTest, RefusesAFailingAuthorizationWithAnErrorPage) {
  socket_route([](SocketRoute& route) {
    route.authorize = [](Request&, std::shared_ptr<void>&) -> std::optional<Response> { throw 1; };
  });
  start();
  EXPECT_EQ(client().refused_websocket("/live").status, 500);
}

TEST_F(SocketTest, RefusesMalformedUpgrades) {
  socket_route();
  start();
  auto c = client();
  EXPECT_EQ(c.get("/live").status, 426);
  EXPECT_EQ(c.get("/live").header("upgrade"), "websocket");
  EXPECT_EQ(c.post("/live").status, 405);
  const std::string good =
      "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", version = "Sec-WebSocket-Version: 13\r\n";
  EXPECT_EQ(answer_to(good + key + version + "\r\n").status, 101);
  EXPECT_EQ(answer_to(good + key + "Sec-WebSocket-Version: 8\r\n\r\n").status, 426);
  EXPECT_EQ(answer_to(good + version + "\r\n").status, 400);
  EXPECT_EQ(answer_to(good + key + key + version + "\r\n").status, 400);
  EXPECT_EQ(answer_to(good + version + "Sec-WebSocket-Key: short==\r\n\r\n").status, 400);
  EXPECT_EQ(answer_to(good + version + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n\r\n").status, 400);
  EXPECT_EQ(answer_to("GET /live HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
                      key + version + "\r\n")
                .status,
            421);
}

TEST_F(SocketTest, ReadsFramesThatCameWithTheHandshake) {
  socket_route();
  start();
  auto c = client();
  // "hi" masked with zeros, in the same packet as the request.
  c.send(
      "GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n" +
      std::string("\x81\x82\0\0\0\0hi", 8));
  EXPECT_EQ(c.read_reply().status, 101);
  std::string answer;
  while (answer.size() < 9) answer += c.read_some();
  EXPECT_EQ(answer,
            "\x81\x07"
            "echo hi");
}

TEST_F(SocketTest, KeepsTheOrderOfFramesFromAnyThread) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  auto s = socket(0);
  constexpr int kThreads = 4, kEach = 500;
  std::vector<std::thread> senders;
  for (int t = 0; t < kThreads; ++t)
    senders.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) s->send(frame(std::to_string(t) + " " + std::to_string(i)));
    });
  std::vector<int> next(kThreads);
  for (int i = 0; i < kThreads * kEach; ++i) {
    auto message = ws.receive();
    ASSERT_TRUE(message);
    int t = std::stoi(*message), n = std::stoi(message->substr(2));
    EXPECT_EQ(n, next[t]++);
  }
  for (auto& sender : senders) sender.join();
}

TEST_F(SocketTest, DeliversFramesOfAnySize) {
  options_.limits.max_socket_queue_bytes = 64 * 1024 * 1024;
  socket_route();
  start();
  auto ws = client().websocket("/live");
  auto s = socket(0);
  for (std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 65'537u, 3'000'000u, 7u}) {
    s->send(frame(std::string(size, 'x')));
    s->send(frame("between"));
  }
  for (std::size_t size : {0u, 1u, 125u, 126u, 65'535u, 65'536u, 65'537u, 3'000'000u, 7u}) {
    EXPECT_EQ(ws.receive().value().size(), size);
    EXPECT_EQ(ws.receive(), "between");
  }
}

TEST_F(SocketTest, AnswersPingsAndPutsFragmentsTogether) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  ws.send_frame(0x01, "frag");
  ws.send_frame(0x89, "are you there");
  ws.send_frame(0x80, "ments");
  EXPECT_EQ(ws.receive(), "echo fragments");
  EXPECT_EQ(ws.pongs(), std::vector<std::string>{"are you there"});
}

TEST_F(SocketTest, ClosesWithTheCodeOfEachViolation) {
  socket_route([](SocketRoute& route) { route.max_message_bytes = 1'000; });
  start();
  struct Violation {
    int first_byte;
    std::string payload;
    int code;
  };
  for (const auto& v : {Violation{0x82, "binary", 1003}, Violation{0x81, "\xff\xfe", 1007},
                        Violation{0x81, std::string(1'001, 'x'), 1009}, Violation{0xf1, "x", 1002},
                        Violation{0x80, "continues nothing", 1002}, Violation{0x88, "x", 1002}}) {
    auto ws = client().websocket("/live");
    ws.send_frame(v.first_byte, v.payload);
    EXPECT_EQ(ws.receive(), std::nullopt);
    EXPECT_EQ(ws.close_code(), v.code);
    EXPECT_TRUE(ws.ended());
  }
  EXPECT_TRUE(wait_closed(6));
  EXPECT_TRUE(eventually([&] { return server().counts().connections == 0; }));
}

TEST_F(SocketTest, AnswersACloseAndEndsTheStreamFirst) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  ws.send_close(1000, "bye");
  EXPECT_EQ(ws.receive(), std::nullopt);
  EXPECT_EQ(ws.close_code(), 1000);
  EXPECT_TRUE(ws.ended());
  EXPECT_TRUE(wait_closed(1));
}

TEST_F(SocketTest, ClosesWhenTheApplicationAsksBehindWhatItSent) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  auto s = socket(0);
  s->send(frame("last words"));
  s->close(4008, "over");
  s->send(frame("too late"));
  EXPECT_EQ(ws.receive(), "last words");
  EXPECT_EQ(ws.receive(), std::nullopt);
  EXPECT_EQ(ws.close_code(), 4008);
  EXPECT_EQ(ws.close_reason(), "over");
  EXPECT_TRUE(wait_closed(1));
  s->send(frame("much too late"));  // forgotten, whoever still holds the socket
}

TEST_F(SocketTest, ClosesASlowReaderAndOnlyThat) {
  options_.limits.max_socket_queue_bytes = 100'000;
  socket_route();
  start();
  auto slow = client().websocket("/live");
  auto slow_socket = socket(0);
  auto quick = client().websocket("/live");
  auto quick_socket = socket(1);
  // More than the kernel's buffers and the queue take together.
  auto shared = frame(std::string(50'000, 'x'));
  for (int i = 0; i < 400; ++i) {
    slow_socket->send(shared);
    quick_socket->send(shared);
    EXPECT_EQ(quick.receive().value().size(), shared->size());
  }
  while (slow.receive()) continue;
  EXPECT_EQ(slow.close_code(), 1013);
  EXPECT_TRUE(wait_closed(1));
  EXPECT_EQ(server().counts().sockets, 1);
}

TEST_F(SocketTest, PingsAQuietPeerAndDropsADeadOne) {
  socket_route([](SocketRoute& route) { route.ping = std::chrono::milliseconds(40); });
  start();
  auto alive = client().websocket("/live"), dead = client().websocket("/live");
  std::thread answering([&] { alive.receive(); });  // answers pings until the server ends
  EXPECT_TRUE(wait_closed(1));                      // the one that reads nothing and says nothing
  EXPECT_EQ(server().counts().sockets, 1);
  server().drain(std::chrono::seconds(5));
  answering.join();
  EXPECT_GE(alive.pings(), 1);
  EXPECT_EQ(alive.close_code(), 1012);
}

TEST_F(SocketTest, APageThatHearsNothingHearsABeat) {
  socket_route([](SocketRoute& route) {
    route.ping = std::chrono::milliseconds(40);
    route.beat = "beat";
  });
  start();
  auto page = client().websocket("/live");
  for (int beats = 0; beats < 3; ++beats) EXPECT_EQ(page.receive(), "beat");
  socket(0)->send(frame("news"));
  std::optional<std::string> heard;
  do heard = page.receive();
  while (heard == "beat");
  EXPECT_EQ(heard, "news");
}

TEST_F(SocketTest, EachRouteHasAPatienceOfItsOwn) {
  socket_route();
  socket_route([](SocketRoute& route) {
    route.path = "/watched";
    route.ping = std::chrono::milliseconds(40);
  });
  start();
  auto patient = client().websocket("/live");
  socket(0);
  auto watched = client().websocket("/watched");
  auto dead = socket(1)->id();
  EXPECT_TRUE(wait_closed(1));  // neither says anything
  EXPECT_EQ(closed_ids_, std::vector{dead});
  EXPECT_EQ(server().counts().sockets, 1);
  socket(0)->send(frame("still here"));
  EXPECT_EQ(patient.receive(), "still here");
  EXPECT_EQ(patient.pings(), 0);
}

TEST_F(SocketTest, DrainingClosesSocketsWith1012) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  socket(0);
  std::thread drainer([&] { server().drain(std::chrono::seconds(10)); });
  EXPECT_EQ(ws.receive(), std::nullopt);
  EXPECT_EQ(ws.close_code(), 1012);
  EXPECT_TRUE(ws.ended());
  drainer.join();
  EXPECT_EQ(closed_, 1);
}

TEST_F(SocketTest, SocketsMayOutliveTheServer) {
  socket_route();
  start();
  auto ws = client().websocket("/live");
  auto s = socket(0);
  server_.reset();
  s->send(frame("x"));
  s->close(1000, "");
  EXPECT_EQ(closed_, 1);
}

TEST_F(SocketTest, ACallbackThatThrowsClosesItsSocketOnly) {
  socket_route(
      [](SocketRoute& route) { route.received = [](Socket&, std::string) { throw std::runtime_error("x"); }; });
  start();
  auto ws = client().websocket("/live"), other = client().websocket("/live");
  ws.send("x");
  EXPECT_EQ(ws.receive(), std::nullopt);
  EXPECT_EQ(ws.close_code(), 1011);
  socket(1)->send(frame("still here"));
  socket(0)->send(frame("still here"));
  EXPECT_EQ(other.receive(), "still here");
}

TEST_F(SocketTest, ManySocketsThatComeAndGoLeaveNothing) {
  socket_route();
  start();
  for (int round = 0; round < 20; ++round) {
    std::vector<support::WebSocket> all;
    for (int i = 0; i < 10; ++i) all.push_back(client().websocket("/live"));
    for (auto& ws : all) ws.send("close me");
    for (std::size_t i = 0; i < all.size(); i += 2) {
      EXPECT_EQ(all[i].receive(), std::nullopt);
      EXPECT_EQ(all[i].close_code(), 4001);
    }
    for (std::size_t i = 1; i < all.size(); i += 2) all[i].wire().reset();
  }
  EXPECT_TRUE(wait_closed(200));
  EXPECT_TRUE(eventually([&] { return server().counts().connections == 0; }));
}

}  // namespace
}  // namespace http
