#include "ivr/speaker.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>

#include "base/descriptor.h"
#include "base/text.h"

namespace ivr {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{10};
// Ten minutes of what the program gives: 22,050 samples a second.
constexpr std::size_t most_answer_bytes = 600 * 22'050 * 2;

constexpr std::array<std::string_view, 10> chinese_digits{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 10> english_digits{"zero", "one", "two",   "three", "four",
                                                          "five", "six", "seven", "eight", "nine"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string digits_of(std::string_view text, bool english) {
  std::string said;
  for (char c : text) {
    if (!is_digit(c)) continue;
    if (!said.empty()) said += english ? ", " : "，";
    said += (english ? english_digits : chinese_digits)[static_cast<std::size_t>(c - '0')];
  }
  return said;
}

// "12.5" as yuan and fen; the text itself when it is no amount.
std::string amount_of(std::string_view text, bool english) {
  const bool negative = text.starts_with('-');
  auto rest = negative ? text.substr(1) : text;
  auto dot = rest.find('.');
  std::string yuan(rest.substr(0, dot));
  std::string fen(dot == rest.npos ? "" : rest.substr(dot + 1));
  auto all_digits = [](const std::string& part) { return part.find_first_not_of("0123456789") == part.npos; };
  if (yuan.empty() || yuan.size() > 12 || !all_digits(yuan) || !all_digits(fen)) return std::string(text);
  fen = (fen + "00").substr(0, 2);
  if (english) return (negative ? "minus " : "") + yuan + " yuan" + (fen == "00" ? "" : " and " + fen + " fen");
  std::string said = (negative ? "负" : "") + yuan + "元";
  if (fen[0] != '0') said += std::string(1, fen[0]) + "角";
  if (fen[1] != '0') said += (fen[0] == '0' ? "零" : "") + std::string(1, fen[1]) + "分";
  return said;
}

// "2026-01-31"; the text itself when it is no date.
std::string date_of(std::string_view text, bool english) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  auto parts = base::split(text.substr(0, 10), '-');
  if (parts.size() != 3 || parts[0].size() != 4 || parts[1].size() != 2 || parts[2].size() != 2)
    return std::string(text);
  for (auto part : parts)
    if (part.find_first_not_of("0123456789") != part.npos) return std::string(text);
  const int month = (parts[1][0] - '0') * 10 + parts[1][1] - '0';
  const int day = (parts[2][0] - '0') * 10 + parts[2][1] - '0';
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::string(text);
  if (english)
    return std::string(months[static_cast<std::size_t>(month - 1)]) + ' ' + std::to_string(day) + ", " +
           std::string(parts[0]);
  std::string year;
  for (char c : parts[0]) year += chinese_digits[static_cast<std::size_t>(c - '0')];
  return year + "年" + std::to_string(month) + "月" + std::to_string(day) + "日";
}

std::string find_program() {
  for (const char* path : {"/usr/bin/espeak-ng", "/usr/local/bin/espeak-ng"})
    if (::access(path, X_OK) == 0) return path;
  return "";
}

// The program with the other end of a socket as its input and output.
class Child {
 public:
  Child(const std::string& program, std::string_view voice) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    socket_ = base::Descriptor(ends[0]);
    base::Descriptor other(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, other.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, other.number(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string words[] = {program, "-v", std::string(voice), "-s", "165", "--stdin", "--stdout"};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                         words[4].data(), words[5].data(), words[6].data(), nullptr};
    char* environment[] = {nullptr};
    if (::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environment) != 0) pid_ = 0;
    posix_spawn_file_actions_destroy(&actions);
  }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool runs() const { return pid_ > 0; }
  int socket() const { return socket_.number(); }
  bool ended_well() {
    const int status = reap();
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

 private:
  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
  }

  base::Descriptor socket_;
  pid_t pid_ = 0;
};

// Sends the text and takes what comes; empty when time is over or it is too much.
std::optional<std::string> exchange(int socket, std::string_view text, SteadyClock::time_point until) {
  std::string answer;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    if (left <= 0 || answer.size() > most_answer_bytes) return std::nullopt;
    pollfd watched{socket, static_cast<short>(POLLIN | (text.empty() ? 0 : POLLOUT)), 0};
    if (::poll(&watched, 1, static_cast<int>(left)) < 0 && errno != EINTR) return std::nullopt;
    if ((watched.revents & POLLOUT) != 0) {
      const auto sent = ::send(socket, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN && errno != EINTR) text = {};
      if (text.empty()) ::shutdown(socket, SHUT_WR);
    }
    if ((watched.revents & (POLLIN | POLLHUP)) == 0) continue;
    char piece[65'536];
    const auto got = ::recv(socket, piece, sizeof piece, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return answer;
    if (got > 0) answer.append(piece, static_cast<std::size_t>(got));
  }
}

// Gives its place back at the end.
class Place {
 public:
  explicit Place(std::counting_semaphore<2>& places) : places_(places) { places_.acquire(); }
  ~Place() { places_.release(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::counting_semaphore<2>& places_;
};

std::unexpected<base::Error> failed() {
  return base::refuse(base::Code::Unavailable, "speech_failed");
}

}  // namespace

std::string spoken_text(SpeechKind kind, std::string_view text, std::string_view language) {
  const bool english = language == "en";
  switch (kind) {
    case SpeechKind::Digits:
      return digits_of(text, english);
    case SpeechKind::Amount:
      return amount_of(text, english);
    case SpeechKind::Date:
      return date_of(text, english);
    default:
      return std::string(text);
  }
}

std::string_view voice_of(std::string_view language) {
  return language == "en" ? "en" : "cmn";
}

Speaker::Speaker(std::string program) : program_(program.empty() ? find_program() : std::move(program)) {}

base::Result<Samples> Speaker::speak(const std::string& text, std::string_view language) {
  if (base::trim(text).empty()) return Samples{};
  if (program_.empty() || ::access(program_.c_str(), X_OK) != 0)
    return base::refuse(base::Code::Unavailable, "speech_missing");
  if (text.size() > most_spoken_bytes) return base::refuse(base::Code::TooLarge, "speech_too_long");
  Place place(places_);
  Child child(program_, voice_of(language));
  if (!child.runs()) return failed();
  auto answer = exchange(child.socket(), text, SteadyClock::now() + patience);
  if (!answer || !child.ended_well()) return failed();
  auto samples = decode(*answer);
  if (!samples) return failed();
  normalise(*samples);
  return samples;
}

}  // namespace ivr
