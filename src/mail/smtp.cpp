#include "mail/smtp.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "curl/transfer.h"

namespace mail {
namespace {

constexpr std::size_t longest_answer = 500;

struct Upload {
  const std::string& text;
  std::size_t sent = 0;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* upload) {
  auto& [text, sent] = *static_cast<Upload*>(upload);
  const auto piece = std::min(size * count, text.size() - sent);
  std::memcpy(to, text.data() + sent, piece);
  sent += piece;
  return piece;
}

// Keeps the last line that the server said, but for its farewell.
std::size_t hear(char* line, std::size_t, std::size_t size, void* last) {
  std::string said(line, size);
  while (!said.empty() && (said.back() == '\r' || said.back() == '\n')) said.pop_back();
  if (!said.starts_with("221")) static_cast<std::string*>(last)->assign(said, 0, longest_answer);
  return size;
}

std::string url_of(const Server& server) {
  const bool is_v6 = server.host.find(':') != std::string::npos;
  return std::string(server.security == Security::Tls ? "smtps://" : "smtp://") + (is_v6 ? "[" : "") + server.host +
         (is_v6 ? "]" : "") + ':' + std::to_string(server.port);
}

}  // namespace

std::expected<std::string, NotSent> send(const Server& server, const Envelope& envelope, const std::string& message,
                                         std::chrono::milliseconds timeout) {
  if (!is_host(server.host)) throw std::invalid_argument("no host");
  curl::Transfer transfer(url_of(server), "smtp,smtps", curl::Reach::Anywhere, timeout);
  auto* h = transfer.handle();
  if (server.security == Security::StartTls) curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!server.login.empty()) {
    curl_easy_setopt(h, CURLOPT_USERNAME, server.login.c_str());
    curl_easy_setopt(h, CURLOPT_PASSWORD, server.password.c_str());
  }
  curl_easy_setopt(h, CURLOPT_MAIL_FROM, ('<' + envelope.sender + '>').c_str());
  curl::List recipients;
  for (const auto& recipient : envelope.recipients) curl::append(recipients, '<' + recipient + '>');
  curl_easy_setopt(h, CURLOPT_MAIL_RCPT, recipients.get());
  Upload upload{message};
  curl_easy_setopt(h, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(h, CURLOPT_READFUNCTION, &give);
  curl_easy_setopt(h, CURLOPT_READDATA, &upload);
  std::string said;
  curl_easy_setopt(h, CURLOPT_HEADERFUNCTION, &hear);
  curl_easy_setopt(h, CURLOPT_HEADERDATA, &said);
  if (auto done = transfer.run(); !done)
    return std::unexpected(NotSent{std::move(done.error().code), said.empty() ? std::move(done.error().text) : said});
  return said;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':';
  });
}

}  // namespace mail
