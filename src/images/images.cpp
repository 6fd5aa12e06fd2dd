#include "images/images.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "base/descriptor.h"
#include "images/protocol.h"

namespace images {
namespace {

using SteadyClock = std::chrono::steady_clock;
// What a picture of longest_side by longest_side may weigh.
constexpr std::size_t most_reply_bytes = 64 * 1024 * 1024;

// The child with the other end of a socket as its input and output.
class Child {
 public:
  Child(const std::string& program, std::string_view type) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error("no socket for a picture can be made");
    socket_ = base::Descriptor(ends[0]);
    base::Descriptor other(ends[1]);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, other.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, other.number(), STDOUT_FILENO);
    // What a decoder has to say of a stranger's bytes is no line of our log.
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    std::string name(type);
    char* arguments[] = {const_cast<char*>(program.c_str()), name.data(), nullptr};
    char* environment[] = {nullptr};
    const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("the program " + program + " cannot be started");
  }
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    reap();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int socket() const { return socket_.number(); }
  // Its exit code; -1 when a signal ended it.
  int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  base::Descriptor socket_;
  pid_t pid_ = 0;
};

// Sends all of `content` and takes the reply meanwhile; false when time is over or the child
// says too much. A child that does not listen to the end is no fault: it may refuse early.
bool exchange(int socket, std::string_view content, std::string& reply, SteadyClock::time_point until) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    if (left <= 0) return false;
    pollfd watched{socket, static_cast<short>(POLLIN | (content.empty() ? 0 : POLLOUT)), 0};
    if (::poll(&watched, 1, static_cast<int>(left)) < 0 && errno != EINTR) return false;
    if ((watched.revents & POLLOUT) != 0) {
      const auto sent = ::send(socket, content.data(), content.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent > 0) content.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN && errno != EINTR) content = {};
      if (content.empty()) ::shutdown(socket, SHUT_WR);
    }
    if ((watched.revents & (POLLIN | POLLHUP)) != 0) {
      char piece[65'536];
      const auto got = ::recv(socket, piece, sizeof piece, MSG_DONTWAIT);
      if (got == 0) return true;
      if (got < 0 && errno != EAGAIN && errno != EINTR) return true;
      if (got > 0) reply.append(piece, static_cast<std::size_t>(got));
      if (reply.size() > most_reply_bytes) return false;
    }
  }
}

// "TYPE WIDTH HEIGHT\n" and the picture.
std::optional<Picture> read_reply(const std::string& reply) {
  auto line_end = reply.find('\n');
  if (line_end == reply.npos || line_end > 100) return std::nullopt;
  std::string_view line(reply.data(), line_end);
  auto first = line.find(' ');
  auto second = line.find(' ', first + 1);
  if (first == line.npos || second == line.npos) return std::nullopt;
  Picture picture;
  picture.content_type = std::string(line.substr(0, first));
  std::from_chars(line.data() + first + 1, line.data() + second, picture.width);
  std::from_chars(line.data() + second + 1, line.data() + line.size(), picture.height);
  picture.content = reply.substr(line_end + 1);
  if (picture.width < 1 || picture.height < 1 || picture.content.empty()) return std::nullopt;
  return picture;
}

std::unexpected<base::Error> unreadable() {
  return base::refuse(base::Code::UnsupportedMedia, "image_unreadable");
}

}  // namespace

Cleaner::Cleaner(std::string program, base::Duration patience) : program_(std::move(program)), patience_(patience) {
  if (::access(program_.c_str(), X_OK) != 0)
    throw std::runtime_error("the program " + program_ + " is missing: it belongs beside yingda");
}

base::Result<Picture> Cleaner::clean(std::string_view content, std::string_view type) const {
  Child child(program_, type);
  std::string reply;
  if (!exchange(child.socket(), content, reply, SteadyClock::now() + patience_)) return unreadable();
  const int code = child.reap();
  if (code == exit_too_large) return base::refuse(base::Code::TooLarge, "image_too_large");
  auto picture = code == 0 ? read_reply(reply) : std::nullopt;
  if (!picture) return unreadable();
  return *std::move(picture);
}

std::string find_program() {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "yingda-images").string();
}

}  // namespace images
