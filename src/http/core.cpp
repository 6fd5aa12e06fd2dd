#include "http/core.h"

#include <fmt/format.h>

#include "base/log.h"

namespace http {

Admission::Place Admission::admit(const Address& address, const Limits& limits, bool& within) {
  std::lock_guard lock(mutex_);
  auto of_address = ++by_address_[address];
  auto of_all = static_cast<std::size_t>(++connections_);
  within = of_all <= limits.max_connections && of_address <= limits.max_connections_per_address;
  return Place(*this, address);
}

void Admission::release(const Address& address) {
  std::lock_guard lock(mutex_);
  auto found = by_address_.find(address);
  if (--found->second == 0) by_address_.erase(found);
  if (--connections_ == 0) emptied_.notify_all();
}

bool Admission::wait_until_empty(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, patience, [this] { return connections_ == 0; });
}

Response Core::error_response(const Refusal& refusal, const Request& request) const {
  try {
    if (options.error_page) return options.error_page(refusal.status, refusal.key, request);
  } catch (const std::exception&) {
    base::log::error("http", "the error page itself failed, trace {}", request.trace_id);
  }
  Response plain{.status = refusal.status, .body = fmt::format("{}\n", refusal.key)};
  return plain.with("Content-Type", "text/plain; charset=utf-8");
}

}  // namespace http
