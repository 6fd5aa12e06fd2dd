// Requests that must be refused, byte by byte, and how.

#include <atomic>
#include <string>
#include <thread>

#include "http/tests/fixture.h"

namespace http {
namespace {

struct Case {
  const char* name;
  std::string bytes;
  int status;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

std::string post(std::string headers, std::string body) {
  return "POST /echo HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n" + body;
}
std::string get(std::string target, std::string headers = "Host: localhost\r\n") {
  return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
}

class Refused : public ServerTest, public testing::WithParamInterface<Case> {
 protected:
  void SetUp() override {
    options_.limits.max_header_bytes = 4'096;
    options_.limits.max_target_bytes = 1'024;
    options_.limits.max_body_bytes = 100;
    options_.limits.max_upload_bytes = 1'000;
    options_.hosts = {"desk.example"};
    route(Method::Get, "/x", [this](Request&) { return count("x"); });
    route(Method::Get, "/x/{id}", [this](Request&) { return count("id"); });
    route(Method::Post, "/echo", [this](Request& request) { return count(request.body); }, Body::Small);
    route(Method::Post, "/upload", [this](Request& request) { return count(request.body); }, Body::Upload);
    route(Method::Post, "/bare", [this](Request&) { return count("bare"); });
    server().add(Route{Method::Get, "/healthz", [](Request&) { return text("ok"); }, Body::None, true});
    start();
  }
  Response count(std::string body) {
    ++handled_;
    return text(std::move(body));
  }
  std::atomic<int> handled_{0};
};

TEST_P(Refused, WithItsExactStatus) {
  auto c = client();
  // A second request rides behind the first: what smugglers would have answered.
  c.send(GetParam().bytes + get("/x"));
  auto reply = c.read_reply();
  EXPECT_EQ(reply.status, GetParam().status);
  if (reply.header("connection") == "close") {
    EXPECT_EQ(handled_, 0);
  }
  // Whatever came in, the server serves the next client.
  EXPECT_EQ(client().get("/x").status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    Framing, Refused,
    testing::Values(
        Case{"both lengths", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Case{"both lengths, the other way", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
             400},
        Case{"differing lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "aaaaa"), 400},
        Case{"equal lengths twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "aaaaa"), 400},
        Case{"a list of lengths", post("Content-Length: 5, 5\r\n", "aaaaa"), 400},
        Case{"a signed length", post("Content-Length: +5\r\n", "aaaaa"), 400},
        Case{"a negative length", post("Content-Length: -5\r\n", "aaaaa"), 400},
        Case{"a hexadecimal length", post("Content-Length: 0x5\r\n", "aaaaa"), 400},
        Case{"an empty length", post("Content-Length: \r\n", ""), 400},
        Case{"a length beyond 64 bits", post("Content-Length: 18446744073709551617\r\n", "a"), 400},
        Case{"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
        Case{"two codings in two lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", ""), 400},
        Case{"chunked not last", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400},
        Case{"an empty coding", post("Transfer-Encoding:\r\n", ""), 400},
        Case{"an unknown coding", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        Case{"identity", post("Transfer-Encoding: identity\r\n", ""), 501},
        Case{"a coding that looks like chunked", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        Case{"a coding in HTTP/1.0",
             "POST /echo HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Case{"a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
        Case{"a folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
        Case{"a folded line", get("/x", "Host: localhost\r\nX-A: b\r\n c\r\n"), 400},
        Case{"a bare line feed", "GET /x HTTP/1.1\nHost: localhost\n\n", 400},
        Case{"a line feed within", get("/x", "Host: localhost\r\nX-A: b\nTransfer-Encoding: chunked\r\n"), 400},
        Case{"a bare carriage return", get("/x", "Host: localhost\r\nX-A: b\rc\r\n"), 400},
        Case{"a bad chunk size", post("Transfer-Encoding: chunked\r\n", "xyz\r\n\r\n"), 400},
        Case{"a chunk size beyond 64 bits", post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n"), 400},
        Case{"a chunk size with a sign", post("Transfer-Encoding: chunked\r\n", "-1\r\n"), 400},
        Case{"a chunk longer than it says", post("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n"), 400},
        Case{"a chunk ended by a line feed", post("Transfer-Encoding: chunked\r\n", "1\r\na\n0\r\n\r\n"), 400},
        Case{"a quoted extension over its line",
             post("Transfer-Encoding: chunked\r\n", "1;a=\"\r\na\r\n0\r\n\r\n\"\r\n"), 400},
        Case{"a chunk size without digits", post("Transfer-Encoding: chunked\r\n", ";a\r\n"), 400},
        Case{"a blank behind a chunk size", post("Transfer-Encoding: chunked\r\n", "1 \r\na\r\n0\r\n\r\n"), 400},
        Case{"a folded trailer", post("Transfer-Encoding: chunked\r\n", "0\r\n T: v\r\n\r\n"), 400},
        Case{"endless trailers",
             post("Transfer-Encoding: chunked\r\n", "0\r\nT: " + std::string(5'000, 'x') + "\r\n\r\n"), 400},
        Case{"an endless chunk extension",
             post("Transfer-Encoding: chunked\r\n", "1;" + std::string(10'000, 'x') + "\r\na\r\n0\r\n\r\n"), 400}));

INSTANTIATE_TEST_SUITE_P(
    Heads, Refused,
    testing::Values(
        Case{"no host", get("/x", ""), 400},
        Case{"two hosts", get("/x", "Host: localhost\r\nHost: localhost\r\n"), 400},
        Case{"an empty host", get("/x", "Host: \r\n"), 421},
        Case{"a malformed host", get("/x", "Host: local host\r\n"), 400},
        Case{"a host with a user", get("/x", "Host: a@localhost\r\n"), 400},
        Case{"a host with a bad port", get("/x", "Host: localhost:http\r\n"), 400},
        Case{"a foreign host", get("/x", "Host: evil.example\r\n"), 421},
        Case{"a foreign host for a page that is not there", get("/nothing", "Host: evil.example\r\n"), 421},
        Case{"a host that begins like ours", get("/x", "Host: localhost.evil.example\r\n"), 421},
        Case{"another address of the loopback", get("/x", "Host: 127.0.0.2\r\n"), 421},
        Case{"a NUL in a header", get("/x", std::string("Host: localhost\r\nX: a\0b\r\n", 25)), 400},
        Case{"a NUL in the target", "GET /x" + std::string(1, '\0') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
        Case{"a header without a colon", get("/x", "Host: localhost\r\nnonsense\r\n"), 400},
        Case{"a header without a name", get("/x", "Host: localhost\r\n: x\r\n"), 400},
        Case{"too many headers", get("/x", "Host: localhost\r\nX: " + std::string(5'000, 'a') + "\r\n"), 431},
        Case{"too long a target", get("/" + std::string(2'000, 'a')), 414},
        Case{"an unknown method", "BREW /x HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
        Case{"TRACE", "TRACE /x HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
        Case{"CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
        Case{"a method in lower case", "get /x HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
        Case{"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505}, Case{"HTTP/0.9", "GET /x\r\n\r\n", 400},
        Case{"TLS on the plain port", std::string("\x16\x03\x01\x02\x00", 5), 400},
        Case{"an unknown expectation", post("Expect: 200-ok\r\nContent-Length: 1\r\n", "a"), 417}));

INSTANTIATE_TEST_SUITE_P(
    Targets, Refused,
    testing::Values(Case{"an encoded slash", get("/x/a%2Fb"), 400}, Case{"an encoded backslash", get("/x/a%5cb"), 400},
                    Case{"an encoded NUL", get("/x/a%00b"), 400}, Case{"an encoded line feed", get("/x/a%0ab"), 400},
                    Case{"a dot segment", get("/x/../x"), 400}, Case{"an encoded dot segment", get("/x/%2e%2E"), 400},
                    Case{"a single dot", get("/./x"), 400}, Case{"a bad escape", get("/x/%zz"), 400},
                    Case{"half an escape", get("/x/%4"), 400}, Case{"bytes that are not UTF-8", get("/x/%ff"), 400},
                    Case{"a bad escape in the query", get("/x?q=%zz"), 400}, Case{"a fragment", get("/x#part"), 400},
                    Case{"no slash", get("x"), 400}, Case{"an asterisk for GET", get("*"), 400},
                    Case{"an absolute target of another host", get("http://evil.example/x"), 400},
                    Case{"another scheme", get("file:///x"), 400}));

INSTANTIATE_TEST_SUITE_P(
    Bodies, Refused,
    testing::Values(
        Case{"no length for a route that takes a body", "POST /echo HTTP/1.1\r\nHost: localhost\r\n\r\n", 411},
        Case{"a body beyond the limit", post("Content-Length: 101\r\n", std::string(101, 'a')), 413},
        Case{"chunks beyond the limit",
             post("Transfer-Encoding: chunked\r\n",
                  "40\r\n" + std::string(64, 'a') + "\r\n40\r\n" + std::string(64, 'a') + "\r\n0\r\n\r\n"),
             413},
        Case{"a body where there is none", "POST /bare HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na", 413},
        Case{"a body of GET", "GET /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na", 413},
        Case{"an upload beyond its limit", "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n",
             413}));

class Accepted : public Refused {};

TEST_P(Accepted, AsItStands) {
  auto reply = answer_to(GetParam().bytes);
  EXPECT_EQ(reply.status, GetParam().status);
}

INSTANTIATE_TEST_SUITE_P(
    Forms, Accepted,
    testing::Values(Case{"an absolute target of our host", get("http://localhost/x"), 200},
                    Case{"our host in capitals", get("/x", "Host: LocalHost:8080\r\n"), 200},
                    Case{"our address", get("/x", "Host: 127.0.0.1\r\n"), 200},
                    Case{"the loopback of IPv6", get("/x", "Host: [::1]:80\r\n"), 200},
                    Case{"a configured name", get("/x", "Host: desk.example\r\n"), 200},
                    Case{"any host for the health check", get("/healthz", "Host: 10.0.0.7\r\n"), 200},
                    Case{"no host for the health check of HTTP/1.0", "GET /healthz HTTP/1.0\r\n\r\n", 200},
                    Case{"empty lines before", "\r\n\r\n" + get("/x"), 200},
                    Case{"a body of exactly the limit", post("Content-Length: 100\r\n", std::string(100, 'a')), 200},
                    Case{"an action without a body", "POST /bare HTTP/1.1\r\nHost: localhost\r\n\r\n", 200},
                    Case{"a chunk size in capitals with zeros",
                         post("Transfer-Encoding: Chunked\r\n", "0000A\r\n0123456789\r\n0\r\n\r\n"), 200}));

// A refusal must reach clients that are still sending, however much.
TEST_F(ServerTest, AClientInTheMiddleOfABodyStillHearsItsRefusal) {
  options_.limits.max_body_bytes = 1'000;
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = client();
  constexpr std::size_t size = 4 * 1024 * 1024;
  c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
  c.send(std::string(size, 'x'));
  EXPECT_EQ(c.read_reply().status, 413);
  EXPECT_TRUE(c.closed());
}

// A client that sends a byte now and then, as long as it lives.
class Trickle {
 public:
  explicit Trickle(support::Wire& wire) : thread_([this, &wire] { run(wire); }) {}
  ~Trickle() {
    stop_ = true;
    thread_.join();
  }

 private:
  void run(support::Wire& wire) {
    try {
      while (!stop_) {
        wire.send("a");
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // the trickle itself
      }
    } catch (const support::ClientError&) {
      // The server has closed.
    }
  }

  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST_F(ServerTest, AHeaderThatNeverEndsIsAnswered408) {
  options_.limits.header_timeout = std::chrono::milliseconds(60);
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto slow = client();
  // A byte now and then does not help: the whole header has one deadline.
  slow.send("GET /x HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  Trickle trickle(slow.wire());
  EXPECT_EQ(slow.read_reply().status, 408);
}

TEST_F(ServerTest, ABodyThatStopsIsAnswered408) {
  options_.limits.body_timeout = std::chrono::milliseconds(60);
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = client();
  c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(c.read_reply().status, 408);
}

TEST_F(ServerTest, ABodyThatTricklesIsAnswered408) {
  options_.limits.body_timeout = std::chrono::milliseconds(300);  // and so the grace of the rate
  options_.limits.min_body_bytes_per_second = 1'000'000;
  options_.limits.max_body_bytes = 100'000'000;
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = client();
  c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000000\r\n\r\n");
  Trickle trickle(c.wire());
  EXPECT_EQ(c.read_reply().status, 408);
}

TEST_F(ServerTest, AnIdleConnectionIsClosed) {
  options_.limits.idle_timeout = std::chrono::milliseconds(40);
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto used = client(), fresh = client();
  EXPECT_EQ(used.get("/x").status, 200);
  fresh.wire();
  EXPECT_TRUE(used.closed());
  EXPECT_TRUE(fresh.closed());
}

TEST_F(ServerTest, ConnectionsThatAreCutLeaveNothingBehind) {
  std::string big(8 * 1024 * 1024, 'x');
  Gate leave;
  route(Method::Get, "/big", [&](Request&) { return text(big); });
  route(Method::Get, "/slow", [leave](Request&) {
    leave.wait();
    return text("late");
  });
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  for (bool reset : {false, true}) {
    for (const char* bytes :
         {"GE", "GET /x HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab",
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
          "GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
      auto c = client();
      c.send(bytes);
      if (reset) c.wire().reset();
    }
  }
  leave.open();
  EXPECT_TRUE(eventually([&] { return server().counts().connections == 0; }));
  EXPECT_EQ(client().get("/big").body.size(), big.size());
  server_.reset();  // before `big`, which a handler may still be copying for a client that is gone
}

}  // namespace
}  // namespace http
