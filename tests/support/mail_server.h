#pragma once
// A small mail server for tests, on a free port of loopback: keeps what it was given, and
// refuses what it is told to refuse. One client at a time, on a thread of its own.

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace support {

struct ReceivedMail {
  std::string sender;                   // as in MAIL FROM, without brackets
  std::vector<std::string> recipients;  // as in RCPT TO
  std::string text;                     // with CRLF, dots unstuffed
};

class MailServer {
 public:
  MailServer();
  ~MailServer();

  std::uint16_t port() const { return port_; }
  // From now on answers RCPT TO with this line ("550 no such user"); "" accepts again.
  void refuse_recipients(std::string answer);
  std::vector<ReceivedMail> mails() const;

 private:
  void serve();
  void talk(int socket);
  std::string answer_recipient(const std::string& line, ReceivedMail& mail);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::string refusal_;
  std::vector<ReceivedMail> mails_;
  std::thread thread_;
};

}  // namespace support
