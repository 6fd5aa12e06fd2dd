#include "monitoring/probes.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "http/tls.h"

namespace monitoring {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr double megabyte = 1024.0 * 1024;

double milliseconds_of(const std::function<void()>& work) {
  const auto began = Steady::now();
  work();
  return std::chrono::duration<double, std::milli>(Steady::now() - began).count();
}

double percent(double part, double whole) {
  return whole > 0 ? 100 * part / whole : 0;
}

double file_size(const std::string& path) {
  std::error_code none;
  auto size = fs::file_size(path, none);
  return none ? 0 : static_cast<double>(size);
}

// Bytes by the name of a line of /proc/meminfo.
double memory_of_machine(const std::string& wanted) {
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  for (double kilobytes = 0; file >> name >> kilobytes; std::getline(file, unit))
    if (name == wanted) return kilobytes * 1024;
  throw std::runtime_error("no " + wanted);
}

double memory_of_process() {
  std::ifstream file("/proc/self/statm");
  double pages = 0, resident = 0;
  if (!(file >> pages >> resident)) throw std::runtime_error("no statm");
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double open_files() {
  double count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

double most_open_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) throw std::runtime_error("no limit");
  return static_cast<double>(limit.rlim_cur);
}

Measure measure_disk(const std::string& folder) {
  struct statvfs disk{};
  if (statvfs(folder.c_str(), &disk) != 0) throw std::runtime_error("no statvfs");
  const auto block = static_cast<double>(disk.f_frsize);
  const auto free = static_cast<double>(disk.f_bavail) * block;
  // What is kept for root is not ours.
  const auto ours = free + static_cast<double>(disk.f_blocks - disk.f_bfree) * block;
  return {
      percent(free, ours), Severity::Ok, "", {{"free", free, ReadingUnit::Bytes}, {"whole", ours, ReadingUnit::Bytes}}};
}

}  // namespace

Probe count_probe(std::string name, std::function<double()> count, std::optional<double> warning,
                  std::optional<double> critical) {
  return {{std::move(name), ReadingUnit::Count, Bad::High, warning, critical},
          [count = std::move(count)](base::Time) { return Measure{.value = count()}; }};
}

Probe database_read_probe(db::Database& database) {
  return {{"database_read", ReadingUnit::Milliseconds, Bad::High, 250, 2'000}, [&database](base::Time) {
            return Measure{.value = milliseconds_of([&] {
                             database.read([](db::Transaction& tx) {
                               tx.query("SELECT node, at FROM probe_write ORDER BY node");
                             });
                           })};
          }};
}

Probe database_write_probe(const org::Platform& platform) {
  return {{"database_write", ReadingUnit::Milliseconds, Bad::High, 500, 5'000}, [platform](base::Time now) {
            return Measure{.value = milliseconds_of([&] {
                             platform.database.write([&](db::Transaction& tx) {
                               tx.execute(
                                   "INSERT INTO probe_write (node, at) VALUES (?1, ?2) "
                                   "ON CONFLICT (node) DO UPDATE SET at = excluded.at",
                                   platform.node, now);
                             });
                           })};
          }};
}

Probe database_size_probe(db::Database& database) {
  return {{"database_size", ReadingUnit::Bytes, Bad::High, {}, {}},
          [&database](base::Time) { return Measure{.value = static_cast<double>(database.size_bytes())}; }};
}

Probe write_ahead_log_probe(std::string path) {
  return {{"write_ahead_log", ReadingUnit::Bytes, Bad::High, 256 * megabyte, 2'048 * megabyte},
          [path = std::move(path)](base::Time) { return Measure{.value = file_size(path)}; }};
}

Probe disk_probe(std::string folder) {
  return {{"disk_free", ReadingUnit::Percent, Bad::Low, 15, 5},
          [folder = std::move(folder)](base::Time) { return measure_disk(folder); }};
}

Probe certificate_probe(std::string path) {
  return {{"certificate", ReadingUnit::Days, Bad::Low, 21, 7}, [path = std::move(path)](base::Time now) {
            const auto left = http::certificate_end(path) - now;
            return Measure{.value = std::floor(std::chrono::duration<double, std::ratio<86400>>(left).count())};
          }};
}

// A minute of lag is a burst; more is a reader that is stuck.
Probe event_lag_probe(const events::Pump& pump) {
  return {{"event_lag", ReadingUnit::Count, Bad::High, 1'000, 10'000, 12, 3},
          [&pump](base::Time) { return Measure{.value = static_cast<double>(pump.lag())}; }};
}

Probe jobs_waiting_probe(jobs::Runner& jobs) {
  return {{"jobs_waiting", ReadingUnit::Count, Bad::High, 1'000, 10'000}, [&jobs](base::Time) {
            const auto counts = jobs.counts();
            return Measure{static_cast<double>(counts.waiting),
                           Severity::Ok,
                           "",
                           {{"running", static_cast<double>(counts.running), ReadingUnit::Count}}};
          }};
}

Probe jobs_failed_probe(jobs::Runner& jobs) {
  return {{"jobs_failed", ReadingUnit::Count, Bad::High, 1, 100},
          [&jobs](base::Time) { return Measure{.value = static_cast<double>(jobs.counts().failed)}; }};
}

Probe jobs_delay_probe(jobs::Runner& jobs) {
  return {{"jobs_delay", ReadingUnit::Seconds, Bad::High, 300, 3'600}, [&jobs](base::Time now) {
            const auto oldest = jobs.counts().oldest_due;
            const double seconds = oldest && *oldest < now ? static_cast<double>((now - *oldest).count()) / 1000 : 0;
            return Measure{.value = seconds};
          }};
}

Probe memory_probe() {
  return {{"memory", ReadingUnit::Percent, Bad::High, 70, 90}, [](base::Time) {
            const auto held = memory_of_process();
            const auto machine = memory_of_machine("MemTotal:");
            return Measure{percent(held, machine),
                           Severity::Ok,
                           "",
                           {{"held", held, ReadingUnit::Bytes},
                            {"available", memory_of_machine("MemAvailable:"), ReadingUnit::Bytes}}};
          }};
}

Probe file_handles_probe() {
  return {{"file_handles", ReadingUnit::Percent, Bad::High, 70, 90}, [](base::Time) {
            const auto open = open_files();
            const auto most = most_open_files();
            return Measure{percent(open, most),
                           Severity::Ok,
                           "",
                           {{"open", open, ReadingUnit::Count}, {"most", most, ReadingUnit::Count}}};
          }};
}

// A jump is seen once, so it counts at once.
Probe clock_probe() {
  return {{"clock_jump", ReadingUnit::Milliseconds, Bad::High, 1'000, 60'000, 1, 3},
          [last = std::optional<std::pair<base::Time, Steady::time_point>>{}](base::Time now) mutable {
            const auto steady = Steady::now();
            double jump = 0;
            if (last) {
              const std::chrono::duration<double, std::milli> passed = steady - last->second;
              jump = std::abs(static_cast<double>((now - last->first).count()) - passed.count());
            }
            last = {now, steady};
            return Measure{.value = std::floor(jump)};
          }};
}

Probe life_probe(std::string name, std::function<Life()> life) {
  return {{std::move(name), ReadingUnit::Seconds, Bad::High, 15, 60}, [life = std::move(life)](base::Time now) {
            auto seen = life();
            const double seconds = std::max<double>(0, static_cast<double>((now - seen.seen_at).count()) / 1000);
            return Measure{seconds, Severity::Ok, std::move(seen.note), std::move(seen.figures)};
          }};
}

}  // namespace monitoring
