#pragma once
// A private PostgreSQL cluster: made in a folder of its own, in memory where there is
// room, and reached by a socket there and by nothing else. A watching shell holds the other end of a pipe; when this
// process ends, also by a signal, the shell stops the server and removes the folder.

#include <string>

namespace support {

class PostgresCluster {
 public:
  enum class Sync { Off, On };  // On where durability is tried or measured

  // Takes about a second. Throws std::runtime_error with a sentence.
  explicit PostgresCluster(Sync sync = Sync::Off);
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  std::string url(const std::string& database) const;

 private:
  std::string folder_;
  int lifeline_ = -1;  // closing it ends the cluster
  int watcher_ = -1;   // process id
};

}  // namespace support
