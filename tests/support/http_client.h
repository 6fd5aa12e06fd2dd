#pragma once
// A blocking HTTP/1.1 and WebSocket client for tests: keep-alive, cookies, TLS, and raw
// bytes for what no decent client sends. Every wait ends after ten seconds with an
// exception, so that a hanging server fails its test. One thread at a time.
//
//   support::Client client(server.port(0));
//   client.post_json("/api/v1/session", R"({"user":"wang","password":"…"})");   // keeps the cookie
//   auto people = client.get("/api/v1/people?limit=10");
//   EXPECT_EQ(people.status, 200) << people.body;
//   auto live = client.websocket("/api/v1/live");
//   live.send(R"({"op":"subscribe","topic":"people"})");
//   auto frame = live.receive();

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Reply {
  int status = 0;
  Headers headers;  // names in lower case
  std::string body;

  // First header of that lower-case name, or "".
  std::string header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

// The server did not do in time, or at all, what the test waits for.
struct ClientError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Security { Plain, Tls };  // Tls takes any certificate

// A connected byte stream.
class Wire {
 public:
  Wire(std::uint16_t port, Security security, const std::string& address = "127.0.0.1");
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Sends all; throws when the server has closed.
  void send(std::string_view bytes);
  // What has come, at least one byte; "" when the server has closed.
  std::string receive();
  // Says that nothing more will be sent.
  void shut_down();
  // Closes with a reset, as a crashed client's machine would.
  void reset();
  // The serial number of the server's certificate, in hex.
  std::string certificate_serial() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class WebSocket {
 public:
  WebSocket(std::shared_ptr<Wire> wire, std::string left_over) : wire_(std::move(wire)), input_(std::move(left_over)) {}

  void send(std::string_view text);
  // Any frame; the first byte is the opcode with or without the final bit (0x80).
  void send_frame(int first_byte, std::string_view payload);
  void send_close(int code, std::string_view reason = {});
  // The next text message; empty when the server has closed, see close_code(). Answers pings.
  std::optional<std::string> receive();
  // The code of the server's close frame; 1006 when the connection just ended.
  int close_code() const { return close_code_; }
  const std::string& close_reason() const { return close_reason_; }
  // What receive() has seen besides.
  int pings() const { return pings_; }
  const std::vector<std::string>& pongs() const { return pongs_; }
  // Reads to the end of the stream; true when the server closed it.
  bool ended();
  Wire& wire() { return *wire_; }

 private:
  struct Frame {
    int first_byte = 0;
    std::string payload;
  };

  bool fill(std::size_t size);
  std::string take(std::size_t size);
  std::optional<Frame> receive_frame();
  void take_close(const std::string& payload);

  std::shared_ptr<Wire> wire_;
  std::string input_;
  int close_code_ = 1006;
  std::string close_reason_;
  int pings_ = 0;
  std::vector<std::string> pongs_;
};

class Client {
 public:
  explicit Client(std::uint16_t port, Security security = Security::Plain);

  Reply get(const std::string& path, const Headers& headers = {});
  Reply head(const std::string& path, const Headers& headers = {});
  Reply del(const std::string& path, const Headers& headers = {});
  Reply post(const std::string& path, const std::string& body = "", const Headers& headers = {});
  Reply post_json(const std::string& path, const std::string& body, const Headers& headers = {});
  Reply put_json(const std::string& path, const std::string& body, const Headers& headers = {});
  Reply patch_json(const std::string& path, const std::string& body, const Headers& headers = {});
  // One file as multipart/form-data, named "file".
  Reply upload(const std::string& path, const std::string& file_name, const std::string& content,
               const std::string& content_type = "application/octet-stream", const Headers& headers = {});
  // Sends Host, the cookies and the set_header()s, and Content-Length where there is a
  // body or could be one; `headers` replace those of the same name. Connects again when
  // the server has closed an idle connection.
  Reply request(const std::string& method, const std::string& path, const std::string& body = "",
                const Headers& headers = {});

  // A header for every request ("Origin", "Authorization"); "" takes it away.
  void set_header(const std::string& name, const std::string& value);
  std::map<std::string, std::string>& cookies() { return cookies_; }

  // A WebSocket on a connection of its own, with the cookies; throws ClientError, which
  // names the status, when the upgrade is refused.
  WebSocket websocket(const std::string& path, const Headers& headers = {});
  // The reply to an upgrade that is refused.
  Reply refused_websocket(const std::string& path, const Headers& headers = {});

  // Raw mode: bytes on this client's connection, and replies from it.
  void send(std::string_view bytes);
  Reply read_reply(const std::string& method = "GET");
  // What has come and was not read as a reply; waits for at least a byte, "" when closed.
  std::string read_some();
  // Waits for the server's next word: true when it closes without one.
  bool closed();
  Wire& wire();
  void disconnect();

  std::uint16_t port() const { return port_; }

 private:
  bool fill();
  std::string take_line();
  std::string take(std::size_t size);
  std::string take_chunks();
  Reply read_head();
  Headers all_headers(const Headers& own) const;
  std::string write_request(const std::string& method, const std::string& path, const std::string& body,
                            const Headers& headers) const;
  void keep_cookies(const Reply& reply);

  std::uint16_t port_;
  Security security_;
  std::shared_ptr<Wire> wire_;
  std::string input_;
  std::map<std::string, std::string> cookies_;
  Headers fixed_;
};

}  // namespace support
