#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bn.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

namespace support {
namespace {

constexpr int kPatienceSeconds = 10;
constexpr std::string_view kWebSocketKey = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view kWebSocketAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

Headers as_json(const Headers& headers) {
  Headers all{{"Content-Type", "application/json"}};
  for (const auto& header : headers) {
    if (lower(header.first) == "content-type") all.erase(all.begin());
    all.push_back(header);
  }
  return all;
}

bool has_body(const std::string& method, int status) {
  return method != "HEAD" && status >= 200 && status != 204 && status != 304;
}

}  // namespace

// ------------------------------------------------------------------------- Wire

struct Wire::State {
  int socket = -1;
  SSL_CTX* context = nullptr;
  SSL* tls = nullptr;

  ~State() {
    SSL_free(tls);
    SSL_CTX_free(context);
    if (socket >= 0) ::close(socket);
  }
};

Wire::Wire(std::uint16_t port, Security security, const std::string& address) : state_(std::make_unique<State>()) {
  state_->socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
  ::setsockopt(state_->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(state_->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  int one = 1;
  ::setsockopt(state_->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  ::inet_pton(AF_INET, address.c_str(), &to.sin_addr);
  if (::connect(state_->socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    throw ClientError(std::string("connect: ") + std::strerror(errno));
  if (security == Security::Plain) return;
  state_->context = SSL_CTX_new(TLS_client_method());
  state_->tls = SSL_new(state_->context);
  SSL_set_fd(state_->tls, state_->socket);
  if (SSL_connect(state_->tls) != 1) throw ClientError("the TLS handshake failed");
}

Wire::~Wire() = default;

void Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = state_->tls ? SSL_write(state_->tls, bytes.data(), static_cast<int>(bytes.size()))
                            : ::send(state_->socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw ClientError(std::string("send: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string Wire::receive() {
  std::string bytes(16 * 1024, '\0');
  errno = 0;
  auto size = state_->tls ? SSL_read(state_->tls, bytes.data(), static_cast<int>(bytes.size()))
                          : ::recv(state_->socket, bytes.data(), bytes.size(), 0);
  if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw ClientError("the server said nothing for too long");
  if (size < 0 && errno == ECONNRESET) throw ClientError("the server reset the connection");
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

void Wire::shut_down() {
  ::shutdown(state_->socket, SHUT_WR);
}

void Wire::reset() {
  linger hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(state_->socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  ::close(state_->socket);
  state_->socket = -1;
}

std::string Wire::certificate_serial() const {
  X509* certificate = SSL_get1_peer_certificate(state_->tls);
  BIGNUM* number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr);
  char* hex = BN_bn2hex(number);
  std::string serial(hex);
  OPENSSL_free(hex);
  BN_free(number);
  X509_free(certificate);
  return serial;
}

// ------------------------------------------------------------------------ Reply

std::string Reply::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

bool Reply::has_header(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
}

// ----------------------------------------------------------------------- Client

Client::Client(std::uint16_t port, Security security) : port_(port), security_(security) {}

Reply Client::get(const std::string& path, const Headers& headers) {
  return request("GET", path, "", headers);
}
Reply Client::head(const std::string& path, const Headers& headers) {
  return request("HEAD", path, "", headers);
}
Reply Client::del(const std::string& path, const Headers& headers) {
  return request("DELETE", path, "", headers);
}

Reply Client::post(const std::string& path, const std::string& body, const Headers& headers) {
  return request("POST", path, body, headers);
}

Reply Client::post_json(const std::string& path, const std::string& body, const Headers& headers) {
  return request("POST", path, body, as_json(headers));
}
Reply Client::put_json(const std::string& path, const std::string& body, const Headers& headers) {
  return request("PUT", path, body, as_json(headers));
}
Reply Client::patch_json(const std::string& path, const std::string& body, const Headers& headers) {
  return request("PATCH", path, body, as_json(headers));
}

Reply Client::upload(const std::string& path, const std::string& file_name, const std::string& content,
                     const std::string& content_type, const Headers& headers) {
  const std::string boundary = "----------------test-boundary-7f3a";
  std::string body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file_name +
                     "\"\r\nContent-Type: " + content_type + "\r\n\r\n" + content + "\r\n--" + boundary + "--\r\n";
  Headers all{{"Content-Type", "multipart/form-data; boundary=" + boundary}};
  all.insert(all.end(), headers.begin(), headers.end());
  return request("POST", path, body, all);
}

Reply Client::request(const std::string& method, const std::string& path, const std::string& body,
                      const Headers& headers) {
  auto bytes = write_request(method, path, body, headers);
  bool fresh = !wire_;
  try {
    send(bytes);
    auto reply = read_reply(method);
    keep_cookies(reply);
    return reply;
  } catch (const ClientError&) {
    // A server may close a connection that was idle; a fresh one must answer.
    if (fresh || !input_.empty()) throw;
  }
  disconnect();
  send(bytes);
  auto reply = read_reply(method);
  keep_cookies(reply);
  return reply;
}

void Client::set_header(const std::string& name, const std::string& value) {
  std::erase_if(fixed_, [&](const auto& header) { return lower(header.first) == lower(name); });
  if (!value.empty()) fixed_.emplace_back(name, value);
}

Headers Client::all_headers(const Headers& own) const {
  Headers all = own;
  auto missing = [&](std::string_view name) {
    return std::none_of(all.begin(), all.end(), [&](const auto& header) { return lower(header.first) == name; });
  };
  if (missing("host")) all.emplace_back("Host", "localhost:" + std::to_string(port_));
  for (const auto& header : fixed_)
    if (missing(lower(header.first))) all.push_back(header);
  std::string cookies;
  for (const auto& [name, value] : cookies_) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  if (!cookies.empty() && missing("cookie")) all.emplace_back("Cookie", cookies);
  return all;
}

std::string Client::write_request(const std::string& method, const std::string& path, const std::string& body,
                                  const Headers& headers) const {
  std::string text = method + " " + path + " HTTP/1.1\r\n";
  bool sends = method == "POST" || method == "PUT" || method == "PATCH" || !body.empty();
  for (const auto& [name, value] : all_headers(headers)) {
    text += name + ": " + value + "\r\n";
    if (lower(name) == "content-length" || lower(name) == "transfer-encoding") sends = false;
  }
  if (sends) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + "\r\n" + body;
}

void Client::keep_cookies(const Reply& reply) {
  for (const auto& [name, value] : reply.headers) {
    if (name != "set-cookie") continue;
    auto pair = value.substr(0, value.find(';'));
    auto equals = pair.find('=');
    auto key = pair.substr(0, equals), content = equals == pair.npos ? "" : pair.substr(equals + 1);
    bool gone = content.empty() || lower(value).find("max-age=0") != std::string::npos;
    if (gone)
      cookies_.erase(key);
    else
      cookies_[key] = content;
  }
}

Wire& Client::wire() {
  if (!wire_) wire_ = std::make_shared<Wire>(port_, security_);
  return *wire_;
}

void Client::send(std::string_view bytes) {
  wire().send(bytes);
}

void Client::disconnect() {
  wire_.reset();
  input_.clear();
}

bool Client::fill() {
  auto bytes = wire().receive();
  input_ += bytes;
  return !bytes.empty();
}

std::string Client::take_line() {
  auto end = input_.find("\r\n");
  while (end == input_.npos) {
    if (!fill()) throw ClientError("the server closed within a header");
    end = input_.find("\r\n");
  }
  auto line = input_.substr(0, end);
  input_.erase(0, end + 2);
  return line;
}

std::string Client::take(std::size_t size) {
  while (input_.size() < size)
    if (!fill()) throw ClientError("the server closed within a body");
  auto bytes = input_.substr(0, size);
  input_.erase(0, size);
  return bytes;
}

std::string Client::take_chunks() {
  std::string body;
  for (;;) {
    auto size = std::stoul(take_line(), nullptr, 16);
    if (size > 0) body += take(size);
    if (!take_line().empty()) throw ClientError("a malformed chunk");
    if (size == 0) return body;
  }
}

Reply Client::read_head() {
  Reply reply;
  auto line = take_line();
  if (!line.starts_with("HTTP/1.1 ")) throw ClientError("not a reply: " + line);
  reply.status = std::stoi(line.substr(9));
  for (line = take_line(); !line.empty(); line = take_line()) {
    auto colon = line.find(':');
    if (colon == line.npos) throw ClientError("not a header: " + line);
    reply.headers.emplace_back(lower(line.substr(0, colon)), trim(std::string_view(line).substr(colon + 1)));
  }
  return reply;
}

Reply Client::read_reply(const std::string& method) {
  auto reply = read_head();
  if (has_body(method, reply.status)) {
    if (reply.header("transfer-encoding") == "chunked") {
      reply.body = take_chunks();
    } else if (reply.has_header("content-length")) {
      reply.body = take(std::stoul(reply.header("content-length")));
    } else {
      while (fill()) continue;
      reply.body = std::exchange(input_, {});
    }
  }
  if (reply.header("connection") == "close" && closed()) disconnect();
  return reply;
}

std::string Client::read_some() {
  if (input_.empty()) fill();
  return std::exchange(input_, {});
}

bool Client::closed() {
  if (!wire_) return true;  // read_reply() has seen it already
  return input_.empty() && !fill();
}

WebSocket Client::websocket(const std::string& path, const Headers& headers) {
  Client own(port_, security_);
  Headers all = all_headers(headers);
  for (const auto& [name, value] : Headers{{"Connection", "Upgrade"},
                                           {"Upgrade", "websocket"},
                                           {"Sec-WebSocket-Version", "13"},
                                           {"Sec-WebSocket-Key", std::string(kWebSocketKey)}})
    all.emplace_back(name, value);
  own.send(own.write_request("GET", path, "", all));
  auto reply = own.read_head();
  if (reply.status != 101) throw ClientError("the upgrade was refused with " + std::to_string(reply.status));
  if (reply.header("sec-websocket-accept") != kWebSocketAccept) throw ClientError("a wrong Sec-WebSocket-Accept");
  return {own.wire_, own.input_};
}

Reply Client::refused_websocket(const std::string& path, const Headers& headers) {
  Headers all{{"Connection", "Upgrade"},
              {"Upgrade", "websocket"},
              {"Sec-WebSocket-Version", "13"},
              {"Sec-WebSocket-Key", std::string(kWebSocketKey)}};
  all.insert(all.end(), headers.begin(), headers.end());
  return request("GET", path, "", all);
}

// -------------------------------------------------------------------- WebSocket

void WebSocket::send(std::string_view text) {
  send_frame(0x81, text);
}

void WebSocket::send_frame(int first_byte, std::string_view payload) {
  constexpr unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
  std::string frame{static_cast<char>(first_byte)};
  auto size = payload.size();
  int length_bytes = size < 126 ? 0 : size <= 0xffff ? 2 : 8;
  frame += static_cast<char>(0x80 | (length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127));
  for (int i = length_bytes - 1; i >= 0; --i) frame += static_cast<char>(size >> (8 * i));
  frame.append(reinterpret_cast<const char*>(mask), 4);
  for (std::size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
  wire_->send(frame);
}

void WebSocket::send_close(int code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code)};
  send_frame(0x88, payload.append(reason));
}

std::optional<std::string> WebSocket::receive() {
  std::string message;
  while (auto frame = receive_frame()) {
    switch (frame->first_byte & 0x0f) {
      case 0:
      case 1:
        message += frame->payload;
        if (frame->first_byte & 0x80) return message;
        break;
      case 8:
        take_close(frame->payload);
        return std::nullopt;
      case 9:
        ++pings_;
        send_frame(0x8a, frame->payload);
        break;
      case 10:
        pongs_.push_back(frame->payload);
        break;
      default:
        throw ClientError("an unknown WebSocket frame");
    }
  }
  return std::nullopt;
}

void WebSocket::take_close(const std::string& payload) {
  close_code_ = 1005;
  if (payload.size() >= 2) {
    close_code_ = static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
    close_reason_ = payload.substr(2);
  }
  try {
    send_frame(0x88, payload);
  } catch (const ClientError&) {
    // The server need not wait for the answer to its close.
  }
}

bool WebSocket::ended() {
  try {
    while (!wire_->receive().empty()) continue;
  } catch (const ClientError& error) {
    return std::string_view(error.what()).find("reset") != std::string_view::npos;
  }
  return true;
}

bool WebSocket::fill(std::size_t size) {
  while (input_.size() < size) {
    auto bytes = wire_->receive();
    if (bytes.empty()) return false;
    input_ += bytes;
  }
  return true;
}

std::string WebSocket::take(std::size_t size) {
  auto bytes = input_.substr(0, size);
  input_.erase(0, size);
  return bytes;
}

std::optional<WebSocket::Frame> WebSocket::receive_frame() {
  if (!fill(2)) return std::nullopt;
  Frame frame{static_cast<unsigned char>(input_[0]), {}};
  auto length = static_cast<unsigned char>(input_[1]);
  if (length & 0x80) throw ClientError("a masked frame from the server");
  take(2);
  std::size_t bytes = length == 126 ? 2 : length == 127 ? 8 : 0, size = bytes == 0 ? length : 0;
  if (!fill(bytes)) return std::nullopt;
  for (char c : take(bytes)) size = size << 8 | static_cast<unsigned char>(c);
  if (!fill(size)) return std::nullopt;
  frame.payload = take(size);
  return frame;
}

}  // namespace support
