#pragma once
// What all connections of a server share. Made before start(), outlives every loop;
// its parts are immutable or thread-safe. Private to the module.

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "http/refusal.h"
#include "http/router.h"
#include "http/server.h"
#include "http/target.h"
#include "http/workers.h"

namespace http {

// Counts connections, in all and for each address. Thread-safe.
class Admission {
 public:
  // The address as far as it tells clients apart: IPv6 users own whole /64 networks.
  using Address = std::array<unsigned char, 8>;

  // One admitted connection; gives its place back when destroyed.
  class Place {
   public:
    Place(Admission& admission, const Address& address) : admission_(&admission), address_(address) {}
    Place(Place&& other) noexcept : admission_(std::exchange(other.admission_, nullptr)), address_(other.address_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (admission_) admission_->release(address_);
    }

   private:
    Admission* admission_;
    Address address_;
  };

  // Counts the connection; `within` tells whether the limits hold with it.
  Place admit(const Address& address, const Limits& limits, bool& within);
  std::int64_t count() const { return connections_.load(); }
  // Returns true when no connection is left before `patience` has passed.
  bool wait_until_empty(std::chrono::milliseconds patience);

 private:
  void release(const Address& address);

  std::mutex mutex_;
  std::condition_variable emptied_;
  std::map<Address, std::size_t> by_address_;
  std::atomic<std::int64_t> connections_{0};
};

struct Core {
  explicit Core(Options given) : options(std::move(given)), workers(options.limits.max_waiting_requests) {}

  // The error page of a refusal, as the application writes it. Any thread.
  Response error_response(const Refusal& refusal, const Request& request) const;

  const Options options;
  Router router;
  Handler fallback;
  HostNames hosts;
  Admission admission;
  Workers workers;
  std::atomic<bool> draining{false};
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> sockets{0};
  std::atomic<std::int64_t> next_socket_id{1};
  std::atomic<std::size_t> bodies_bytes{0};
};

}  // namespace http
