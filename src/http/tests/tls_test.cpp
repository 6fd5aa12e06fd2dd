#include "http/tls.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "http/tests/fixture.h"

namespace http {
namespace {

namespace fs = std::filesystem;

class TlsTest : public ServerTest {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "yingda-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    options_.listeners = {{"127.0.0.1", 0, true}};
    options_.certificate_file = folder_ / "cert.pem";
    options_.key_file = folder_ / "key.pem";
  }
  void TearDown() override {
    server_.reset();
    fs::remove_all(folder_);
  }
  void make() { make_self_signed(options_.certificate_file, options_.key_file, {"desk.example", "10.1.2.3"}); }
  support::Client secure() { return support::Client(server().port(0), support::Security::Tls); }
  std::string serial() { return support::Wire(server().port(0), support::Security::Tls).certificate_serial(); }

  fs::path folder_;
};

TEST_F(TlsTest, ServesRequestsAndSockets) {
  make();
  route(Method::Get, "/x", [](Request& request) { return text(request.secure ? "secure" : "plain"); });
  std::string big(2'000'000, 'x');
  route(Method::Get, "/big", [&](Request&) { return text(big); });
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  SocketRoute live;
  live.path = "/live";
  live.received = [](Socket& socket, std::string text) {
    if (text == "close") return socket.close(4002, "");
    socket.send(std::make_shared<const std::string>(text + text));
  };
  server().add(std::move(live));
  start();
  auto c = secure();
  EXPECT_EQ(c.get("/x").body, "secure");
  EXPECT_EQ(c.get("/big").body, big);
  EXPECT_EQ(c.post("/echo", std::string(300'000, 'y')).body, std::string(300'000, 'y'));
  EXPECT_EQ(c.get("/missing").status, 404);

  auto ws = c.websocket("/live");
  for (std::size_t size : {1u, 500u, 60'000u}) {
    ws.send(std::string(size, 'z'));
    EXPECT_EQ(ws.receive().value().size(), 2 * size);
  }
  ws.send_frame(0x89, "p");
  ws.send("a");
  EXPECT_EQ(ws.receive(), "aa");
  ws.send("close");
  EXPECT_EQ(ws.receive(), std::nullopt);
  EXPECT_EQ(ws.close_code(), 4002);
  EXPECT_TRUE(ws.ended());
  auto other = c.websocket("/live");
  other.send_close(1000);
  EXPECT_EQ(other.receive(), std::nullopt);
  EXPECT_EQ(other.close_code(), 1000);
  EXPECT_TRUE(other.ended());
  EXPECT_TRUE(eventually([&] { return server().counts().sockets == 0; }));
}

TEST_F(TlsTest, AClosingReplyStillArrives) {
  make();
  options_.limits.max_body_bytes = 10;
  route(Method::Post, "/echo", [](Request& request) { return text(request.body); }, Body::Small);
  start();
  auto c = secure();
  c.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n");
  c.send(std::string(500'000, 'x'));
  EXPECT_EQ(c.read_reply().status, 413);
}

TEST_F(TlsTest, EndsHandshakesThatComeToNothing) {
  options_.limits.header_timeout = std::chrono::milliseconds(50);
  make();
  start();
  support::Wire silent(server().port(0), support::Security::Plain);
  support::Wire nonsense(server().port(0), support::Security::Plain);
  nonsense.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server().counts().connections == 0; }));
}

TEST_F(TlsTest, TakesANewCertificateWithoutARestart) {
  make();
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto old_serial = serial();
  auto old_connection = secure();
  EXPECT_EQ(old_connection.get("/x").status, 200);
  make();
  EXPECT_TRUE(eventually([&] { return serial() != old_serial; }));
  EXPECT_EQ(old_connection.get("/x").status, 200);
}

TEST_F(TlsTest, KeepsTheOldCertificateWhenTheNewOneIsBroken) {
  make();
  route(Method::Get, "/x", [](Request&) { return text("x"); });
  start();
  auto old_serial = serial();
  std::ofstream(options_.certificate_file) << "nonsense";
  // Long enough for the server to have looked: it looks once a second.
  auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'500);
  while (std::chrono::steady_clock::now() < end) ASSERT_EQ(serial(), old_serial);
  make();
  EXPECT_TRUE(eventually([&] { return serial() != old_serial; }));
}

TEST_F(TlsTest, RefusesToStartWithoutACertificate) {
  try {
    start();
    FAIL() << "started";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("cannot be used"), std::string::npos) << error.what();
  }
}

TEST_F(TlsTest, MakesACertificateThatOpensslApproves) {
  make();
  struct stat status{};
  ASSERT_EQ(::stat(options_.key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  auto run = [&](const std::string& command) {
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    char buffer[4096];
    while (auto size = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, size);
    ::pclose(pipe);
    return out;
  };
  auto shown = run("openssl x509 -in " + options_.certificate_file + " -noout -text 2>&1");
  for (const char* expected : {"DNS:localhost", "DNS:desk.example", "IP Address:127.0.0.1", "IP Address:10.1.2.3",
                               "prime256v1", "CA:FALSE", "TLS Web Server Authentication"})
    EXPECT_NE(shown.find(expected), shown.npos) << expected << "\n" << shown;
  auto verified = run("openssl verify -CAfile " + options_.certificate_file + " -verify_hostname desk.example " +
                      options_.certificate_file + " 2>&1");
  EXPECT_NE(verified.find(": OK"), verified.npos) << verified;
  EXPECT_THROW(make_self_signed(options_.certificate_file, options_.key_file, {"a,DNS:b"}), std::runtime_error);
  EXPECT_THROW(make_self_signed("/nonexistent/cert", "/nonexistent/key", {}), std::runtime_error);
}

}  // namespace
}  // namespace http
