#include "http/server.h"

#include <atomic>
#include <stdexcept>

#include "http/tests/fixture.h"

namespace http {
namespace {

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  route(Method::Get, "/hello", [](Request&) { return text("hello"); });
  start();
  auto c = client();
  for (int i = 0; i < 20; ++i) {
    auto reply = c.get("/hello");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_TRUE(reply.has_header("date"));
  }
  EXPECT_EQ(server().counts().connections, 1);
  EXPECT_TRUE(eventually([&] { return server().counts().requests == 20; }));
}

TEST_F(ServerTest, GivesTheHandlerWhatTheClientSent) {
  route(
      Method::Post, "/people/{id}/notes/{note}",
      [](Request& request) {
        return text(request.path + "|" + request.path_values[0] + "|" + request.path_values[1] + "|" +
                    request.parameter("q").value_or("-") + "|" + request.cookie("session").value_or("-") + "|" +
                    std::string(request.header("x-thing")) + "|" + request.remote_address + "|" + request.body);
      },
      Body::Small);
  start();
  auto reply = client().post("/people/7/notes/a%20b?q=%E4%BD%A0+x", "body",
                             {{"Cookie", "a=1; session=s3cret"}, {"X-Thing", "value"}});
  EXPECT_EQ(reply.body, "/people/7/notes/a b|7|a b|你 x|s3cret|value|127.0.0.1|body");
}

TEST_F(ServerTest, GivesEveryRequestItsOwnTraceId) {
  route(Method::Get, "/trace", [](Request& request) { return text(request.trace_id); });
  start();
  auto c = client();
  auto first = c.get("/trace").body, second = c.get("/trace").body;
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(first.find_first_not_of("0123456789abcdef"), first.npos);
  EXPECT_NE(first, second);
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  route(Method::Get, "/n/{n}", [](Request& request) { return text(request.path_values[0]); });
  start();
  auto c = client();
  std::string burst;
  for (int i = 0; i < 50; ++i) burst += "GET /n/" + std::to_string(i) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  c.send(burst);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(c.read_reply().body, std::to_string(i));
}

TEST_F(ServerTest, AnswersAPipelinedRequestBehindABody) {
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = client();
  c.send(
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1;x=y\r\nf\r\n0\r\nT: "
      "v\r\n\r\n"
      "\r\nPOST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(c.read_reply().body, "abc");
  EXPECT_EQ(c.read_reply().body, "def");
  EXPECT_EQ(c.read_reply().body, "");
}

TEST_F(ServerTest, AnswersHeadLikeGetWithoutTheBody) {
  route(Method::Get, "/hello", [](Request&) { return text("hello"); });
  start();
  auto c = client();
  auto reply = c.head("/hello");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-length"), "5");
  EXPECT_EQ(c.get("/hello").body, "hello");  // the connection is still in step
}

TEST_F(ServerTest, NamesTheMethodsOfAPath) {
  route(Method::Get, "/thing", [](Request&) { return text(""); });
  route(Method::Delete, "/thing", [](Request&) { return text(""); });
  start();
  auto c = client();
  auto refused = c.post("/thing");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("allow"), "GET, HEAD, DELETE, OPTIONS");
  auto options = c.request("OPTIONS", "/thing");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(c.get("/nothing").status, 404);
  EXPECT_EQ(c.request("OPTIONS", "*").status, 204);
}

TEST_F(ServerTest, SendsTheFallbackWhatNoRouteTakes) {
  route(Method::Get, "/api/x", [](Request&) { return text("api"); });
  server().set_fallback([](Request& request) { return text("file " + request.path); });
  start();
  auto c = client();
  EXPECT_EQ(c.get("/api/x").body, "api");
  EXPECT_EQ(c.get("/console/desk").body, "file /console/desk");
  EXPECT_EQ(c.head("/console").status, 200);
  EXPECT_EQ(c.post("/api/y").status, 404);
  EXPECT_EQ(c.post("/api/x").status, 405);
}

TEST_F(ServerTest, SaysContinueBeforeABodyThatWaitsForIt) {
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = client();
  c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(c.read_reply().status, 100);
  c.send("body");
  EXPECT_EQ(c.read_reply().body, "body");
}

TEST_F(ServerTest, RefusesABodyThatWaitsForItBeforeItIsSent) {
  options_.limits.max_body_bytes = 10;
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  EXPECT_EQ(
      answer_to("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n").status,
      413);
}

TEST_F(ServerTest, TurnsAnExceptionIntoAnErrorPage) {
  options_.error_page = [](int status, std::string_view key, const Request& request) {
    return Response{.status = status, .body = std::string(key) + " " + request.trace_id};
  };
  route(Method::Get, "/throws", [](Request&) -> Response { throw std::runtime_error("secret"); });
  route(Method::Get, "/throws-oddly", [](Request&) -> Response { throw 7; });
  start();
  auto c = client();
  auto reply = c.get("/throws");
  EXPECT_EQ(reply.status, 500);
  EXPECT_TRUE(reply.body.starts_with("internal ")) << reply.body;
  EXPECT_EQ(reply.body.find("secret"), reply.body.npos);
  EXPECT_EQ(c.get("/throws-oddly").status, 500);
}

TEST_F(ServerTest, RefusesToSendAHeaderThatEndsItsLine) {
  route(Method::Get, "/split", [](Request&) { return text("x").with("X-Name", "a\r\nSet-Cookie: evil=1"); });
  route(Method::Get, "/name", [](Request&) { return text("x").with("X Name", "a"); });
  route(Method::Get, "/length", [](Request&) { return text("x").with("Content-Length", "9"); });
  start();
  auto c = client();
  for (const char* path : {"/split", "/name", "/length"}) {
    auto reply = c.get(path);
    EXPECT_EQ(reply.status, 500) << path;
    EXPECT_FALSE(reply.has_header("set-cookie"));
    EXPECT_FALSE(reply.has_header("x-name"));
  }
}

TEST_F(ServerTest, AddsTheConstantHeadersUnlessTheHandlerSetsItsOwn) {
  options_.always = {{"Content-Security-Policy", "default-src 'self'"}, {"X-Content-Type-Options", "nosniff"}};
  route(Method::Get, "/own", [](Request&) { return text("").with("content-security-policy", "none"); });
  start();
  auto c = client();
  EXPECT_EQ(c.get("/own").header("content-security-policy"), "none");
  EXPECT_EQ(c.get("/own").header("x-content-type-options"), "nosniff");
  EXPECT_EQ(c.get("/missing").header("content-security-policy"), "default-src 'self'");
}

TEST_F(ServerTest, TellsOfEachFinishedRequest) {
  std::mutex mutex;
  std::vector<std::string> seen;
  options_.finished = [&](const Request& request, std::string_view pattern, int status, double seconds) {
    std::lock_guard lock(mutex);
    seen.push_back(request.path + " " + std::string(pattern) + " " + std::to_string(status));
    EXPECT_GE(seconds, 0);
  };
  route(Method::Get, "/x/{id}", [](Request&) { return text(""); });
  start();
  auto c = client();
  c.get("/x/1");
  c.get("/y");
  EXPECT_TRUE(eventually([&] {
    std::lock_guard lock(mutex);
    return seen == std::vector<std::string>{"/x/1 /x/{id} 200", "/y  404"};
  }));
  server_.reset();
}

TEST_F(ServerTest, BelievesOnlyTheDeclaredProxy) {
  auto who = [](Request& request) { return text(request.remote_address + (request.secure ? " secure" : " plain")); };
  route(Method::Get, "/who", who);
  start();
  support::Headers said{{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}, {"X-Forwarded-Proto", "https"}};
  EXPECT_EQ(client().get("/who", said).body, "127.0.0.1 plain");

  options_.trusted_proxy = "127.0.0.1";
  Server behind(options_);
  behind.add(Route{Method::Get, "/who", who});
  behind.start();
  support::Client c(behind.port(0));
  EXPECT_EQ(c.get("/who", said).body, "203.0.113.9 secure");
  EXPECT_EQ(c.get("/who").body, "127.0.0.1 plain");
}

TEST_F(ServerTest, KeepsHttp10ConnectionsOnlyWhenAsked) {
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto c = client();
  c.send("GET /x HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(c.read_reply().header("connection"), "keep-alive");
  c.send("GET /x HTTP/1.0\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(c.read_reply().header("connection"), "close");
}

TEST_F(ServerTest, RefusesToStartOnATakenPort) {
  start();
  Options taken{.listeners = {{"127.0.0.1", server().port(0), false}}};
  Server second(taken);
  try {
    second.start();
    FAIL() << "started";
  } catch (const std::runtime_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("Cannot listen on 127.0.0.1 port ")) << error.what();
  }
}

TEST_F(ServerTest, RefusesTwoRoutesOfOnePattern) {
  route(Method::Get, "/x/{a}", [](Request&) { return text(""); });
  EXPECT_THROW(route(Method::Get, "/x/{b}", [](Request&) { return text(""); }), std::invalid_argument);
  EXPECT_THROW(route(Method::Get, "x", [](Request&) { return text(""); }), std::invalid_argument);
  EXPECT_THROW(route(Method::Get, "/x{a}", [](Request&) { return text(""); }), std::invalid_argument);
}

// ------------------------------------------------------------------------- load

TEST_F(ServerTest, SaysBusyWhenTheQueueIsFull) {
  options_.worker_threads = 1;
  options_.limits.max_waiting_requests = 1;
  Gate entered, leave;
  route(Method::Get, "/slow", [=](Request&) {
    entered.open();
    leave.wait();
    return text("done");
  });
  start();
  auto running = client(), waiting = client(), refused = client();
  running.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(entered.wait());
  waiting.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server().counts().waiting == 1; }));
  auto reply = refused.get("/slow");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.header("retry-after"), "1");
  leave.open();
  EXPECT_EQ(running.read_reply().body, "done");
  EXPECT_EQ(waiting.read_reply().body, "done");
  EXPECT_EQ(refused.get("/slow").body, "done");  // on the same connection
}

TEST_F(ServerTest, SaysBusyBeyondTheConnectionLimit) {
  options_.limits.max_connections = 2;
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto first = client(), second = client(), third = client();
  EXPECT_EQ(first.get("/x").status, 200);
  EXPECT_EQ(second.get("/x").status, 200);
  auto reply = third.get("/x");
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has_header("retry-after"));
  third.disconnect();
  first.disconnect();
  ASSERT_TRUE(eventually([&] { return server().counts().connections == 1; }));
  EXPECT_EQ(third.get("/x").status, 200);
}

TEST_F(ServerTest, LimitsTheConnectionsOfOneAddress) {
  options_.limits.max_connections_per_address = 1;
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto first = client(), second = client();
  EXPECT_EQ(first.get("/x").status, 200);
  EXPECT_EQ(second.get("/x").status, 503);
}

TEST_F(ServerTest, LimitsTheMemoryOfAllBodiesTogether) {
  options_.limits.max_bodies_bytes = 1'000;
  Gate entered, leave;
  auto handler = [=](Request& request) {
    entered.open();
    leave.wait();
    return text(std::to_string(request.body.size()));
  };
  route(Method::Post, "/up", handler, Body::Upload);
  start();
  auto first = client(), second = client();
  std::string body(700, 'x');
  first.send("POST /up HTTP/1.1\r\nHost: localhost\r\nContent-Length: 700\r\n\r\n" + body);
  ASSERT_TRUE(entered.wait());
  EXPECT_EQ(second.post("/up", body).status, 503);
  leave.open();
  EXPECT_EQ(first.read_reply().body, "700");
  first.disconnect();
  EXPECT_TRUE(eventually([&] { return second.post("/up", body).status == 200; }));
}

// ------------------------------------------------------------------------- drain

TEST_F(ServerTest, DrainingEndsWhatIsInHandAndNothingMore) {
  Gate entered, leave;
  route(Method::Get, "/slow", [=](Request&) {
    entered.open();
    leave.wait();
    return text("done");
  });
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto idle = client(), busy = client();
  idle.get("/x");
  busy.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(entered.wait());
  std::thread drainer([&] { server().drain(std::chrono::seconds(10)); });
  EXPECT_TRUE(idle.closed());
  leave.open();
  auto reply = busy.read_reply();
  EXPECT_EQ(reply.body, "done");
  EXPECT_EQ(reply.header("connection"), "close");
  drainer.join();
  EXPECT_EQ(server().counts().connections, 0);
  EXPECT_THROW(client().get("/x"), support::ClientError);
}

TEST_F(ServerTest, DrainingWaitsNoLongerThanItsGrace) {
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto half = client();
  half.send("GET /x HTTP/1.1\r\nHost:");
  ASSERT_TRUE(eventually([&] { return server().counts().connections == 1; }));
  server().drain(std::chrono::milliseconds(20));
  EXPECT_EQ(server().counts().connections, 0);
}

TEST_F(ServerTest, EndsAtOnceWhenDestroyed) {
  Gate entered;
  route(Method::Get, "/x", [entered](Request&) {
    entered.open();
    return text("x");
  });
  start();
  auto idle = client();
  idle.get("/x");
  EXPECT_TRUE(entered.wait());
  server_.reset();
  EXPECT_TRUE(idle.closed());
}

}  // namespace
}  // namespace http
