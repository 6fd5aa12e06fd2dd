#include "tests/support/mail_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>

namespace support {
namespace {

void say(int socket, const std::string& line) {
  const auto text = line + "\r\n";
  (void)!::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

// Lines of one client, without their ends.
class Lines {
 public:
  explicit Lines(int socket) : socket_(socket) {}

  std::optional<std::string> next() {
    for (;;) {
      if (auto end = bytes_.find("\r\n"); end != std::string::npos) {
        auto line = bytes_.substr(0, end);
        bytes_.erase(0, end + 2);
        return line;
      }
      char piece[4096];
      const auto size = ::recv(socket_, piece, sizeof piece, 0);
      if (size <= 0) return std::nullopt;
      bytes_.append(piece, static_cast<std::size_t>(size));
    }
  }

 private:
  int socket_;
  std::string bytes_;
};

std::string in_brackets(const std::string& line) {
  const auto begin = line.find('<'), end = line.find('>');
  if (begin == std::string::npos || end == std::string::npos) return "";
  return line.substr(begin + 1, end - begin - 1);
}

}  // namespace

MailServer::MailServer() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no port for the mail server");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

MailServer::~MailServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void MailServer::refuse_recipients(std::string answer) {
  std::lock_guard lock(mutex_);
  refusal_ = std::move(answer);
}

std::vector<ReceivedMail> MailServer::mails() const {
  std::lock_guard lock(mutex_);
  return mails_;
}

void MailServer::serve() {
  for (int socket; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
    const timeval patience{10, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    talk(socket);
    ::close(socket);
  }
}

std::string MailServer::answer_recipient(const std::string& line, ReceivedMail& mail) {
  std::lock_guard lock(mutex_);
  if (!refusal_.empty()) return refusal_;
  mail.recipients.push_back(in_brackets(line));
  return "250 ok";
}

void MailServer::talk(int socket) {
  Lines lines(socket);
  ReceivedMail mail;
  say(socket, "220 test");
  while (auto line = lines.next()) {
    if (line->starts_with("MAIL FROM")) {
      mail = {in_brackets(*line), {}, {}};
      say(socket, "250 ok");
    } else if (line->starts_with("RCPT TO")) {
      say(socket, answer_recipient(*line, mail));
    } else if (*line == "DATA") {
      say(socket, "354 go on");
      for (auto text = lines.next(); text && *text != "."; text = lines.next())
        mail.text += text->substr(text->starts_with(".") ? 1 : 0) + "\r\n";
      {
        std::lock_guard lock(mutex_);
        mails_.push_back(mail);
      }
      say(socket, "250 2.0.0 queued as 4711");
    } else if (*line == "QUIT") {
      return say(socket, "221 bye");
    } else {
      say(socket, line->starts_with("HELO") || line->starts_with("EHLO") ? "250 test" : "502 unknown");
    }
  }
}

}  // namespace support
