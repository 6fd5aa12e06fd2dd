#pragma once
// Wakes between the nodes of one PostgreSQL database, over a connection and a thread
// of its own that listens and notifies.
//
// A wake is sent after its commit, not inside the transaction: NOTIFY makes the
// server commit one notifying transaction after the other, each with its fsync. The
// price is that a node that dies between the two leaves the others to their timers;
// readers of the log have one. Topics that wait to be sent are sent once.
//
// After every reconnection all listeners are woken, since they may have missed something.

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "db/wakes.h"

namespace db {

class PostgresConnection;

class PostgresWakes {
 public:
  PostgresWakes(std::string url, Wakes& wakes);
  ~PostgresWakes();  // sends what waits if the server is there, then joins

  // Makes the thread; without it nothing is sent or heard.
  void start();
  // Tells the other nodes, soon.
  void send(std::string topic);

 private:
  void run();
  void serve(PostgresConnection& connection);
  void send_waiting(PostgresConnection& connection);
  void hear(PostgresConnection& connection);
  void wait(int socket, int timeout_ms);
  void interrupt();

  const std::string url_;
  Wakes& wakes_;
  const int interrupt_;  // an eventfd
  std::mutex mutex_;
  std::set<std::string> to_send_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
};

}  // namespace db
