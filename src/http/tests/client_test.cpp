// Requests to servers elsewhere.

#include "http/client.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include "curl/transfer.h"
#include "http/tests/fixture.h"
#include "http/tls.h"
#include "tests/support/databases.h"

namespace http {
namespace {

class ClientTest : public ServerTest {
 protected:
  Outgoing to(const std::string& path) {
    Outgoing request;
    request.url = "http://127.0.0.1:" + std::to_string(server().port(0)) + path;
    request.reach = Reach::Anywhere;
    return request;
  }
};

TEST_F(ClientTest, ABodyAndHeadersArriveAndTheAnswerComesBack) {
  Request seen;
  server().add({Method::Post, "/hook",
                [&](Request& request) {
                  seen = request;
                  return text("taken", 202);
                },
                Body::Small});
  server().start();
  auto request = to("/hook");
  request.headers = {{"Content-Type", "application/json"}, {"X-Test", "one"}};
  request.body = R"({"a":"告警"})";
  auto answer = send(request);
  ASSERT_TRUE(answer) << answer.error().text;
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "taken");
  EXPECT_EQ(seen.body, request.body);
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.header("x-test"), "one");
}

TEST_F(ClientTest, ARedirectIsAnAnswerAndIsNotFollowed) {
  std::atomic<int> followed = 0;
  server().add({Method::Post, "/hook",
                [](Request&) {
                  Response response{.status = 307};
                  return response.with("Location", "/elsewhere");
                },
                Body::Small});
  server().add({Method::Post, "/elsewhere", [&](Request&) { return ++followed, text("no"); }, Body::Small});
  server().start();
  EXPECT_EQ(send(to("/hook"))->status, 307);
  EXPECT_EQ(followed, 0);
}

TEST_F(ClientTest, OfALongAnswerTheBeginningIsKept) {
  server().add({Method::Get, "/long", [](Request&) { return text(std::string(1'000'000, 'x')); }});
  server().start();
  auto request = to("/long");
  request.method = Method::Get;
  request.max_answer_bytes = 1'000;
  EXPECT_EQ(send(request)->body, std::string(1'000, 'x'));
}

TEST_F(ClientTest, APrivateAddressIsRefusedUnlessItIsAllowed) {
  std::atomic<int> asked = 0;
  server().add({Method::Post, "/hook", [&](Request&) { return ++asked, text(""); }, Body::Small});
  server().start();
  auto request = to("/hook");
  request.reach = Reach::Public;
  auto answer = send(request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "private_address");
  request.url = "http://localhost:" + std::to_string(server().port(0)) + "/hook";
  EXPECT_EQ(send(request).error().code, "private_address");
  EXPECT_EQ(asked, 0);
}

TEST_F(ClientTest, AServerThatSaysNothingIsGivenUp) {
  Gate gate;
  server().add({Method::Post, "/hook", [gate](Request&) { return gate.wait(), text(""); }, Body::Small});
  server().start();
  auto request = to("/hook");
  request.timeout = std::chrono::milliseconds{50};
  EXPECT_EQ(send(request).error().code, "timed_out");
  gate.open();
}

TEST(Client, NobodyThereAndOtherProtocolsAreToldSo) {
  Outgoing request;
  request.reach = Reach::Anywhere;
  request.url = "http://127.0.0.1:1/";
  EXPECT_EQ(send(request).error().code, "not_connected");
  request.url = "file:///etc/passwd";
  EXPECT_FALSE(send(request));
}

TEST(Client, OnlyWebAddressesAreWebAddresses) {
  for (auto good : {"http://example.cn", "https://example.cn:8443/a?b=c", "http://[2001:db8::1]/", "http://10.0.0.1/x"})
    EXPECT_TRUE(is_web_address(good)) << good;
  for (auto bad : {"", "example.cn", "ftp://example.cn", "file:///etc/passwd", "http://", "http://u:p@example.cn/",
                   "http://a b/", "https://example.cn/\r\nX: y", "javascript:alert(1)"})
    EXPECT_FALSE(is_web_address(bad)) << bad;
}

bool is_public(const char* text) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) return curl::is_public(reinterpret_cast<const sockaddr&>(v4));
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, text, &v6.sin6_addr) != 1) throw std::invalid_argument(text);
  return curl::is_public(reinterpret_cast<const sockaddr&>(v6));
}

TEST(Client, WhatIsPrivateIsKnownInAllItsForms) {
  for (auto inside :
       {"0.0.0.0",      "10.1.2.3",       "100.64.0.1",     "127.0.0.1", "127.255.0.9",     "169.254.169.254",
        "172.16.0.1",   "172.31.255.255", "192.168.1.1",    "224.0.0.1", "255.255.255.255", "::",
        "::1",          "::ffff:8.8.8.8", "64:ff9b::a00:1", "fc00::1",   "fe80::1",         "ff02::1",
        "2002:a00:1::", "2001::1",        "2001:db8::1"})
    EXPECT_FALSE(is_public(inside)) << inside;
  for (auto outside : {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.167.1.1", "101.0.0.1", "223.255.255.255",
                       "2400:3200::1", "2606:4700::1111"})
    EXPECT_TRUE(is_public(outside)) << outside;
}

TEST(Certificate, ItsEndIsRead) {
  support::TempFolder folder;
  make_self_signed(folder.path("c.pem"), folder.path("k.pem"), {});
  const auto left = certificate_end(folder.path("c.pem")) - base::SystemClock().now();
  EXPECT_NEAR(std::chrono::duration<double>(left).count() / 86400, 825, 1);
  EXPECT_THROW(certificate_end(folder.path("k.pem")), std::runtime_error);
}

}  // namespace
}  // namespace http
