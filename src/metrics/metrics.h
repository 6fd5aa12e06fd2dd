#pragma once
// Counters, gauges and histograms in the Prometheus text format. Thread-safe; a
// handle lives as long as the registry. Labels never carry personal data.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace metrics {

using Labels = std::map<std::string, std::string>;

// Label sets that one name may have; what would be more is counted with the labels' values "other".
inline constexpr int max_label_sets = 1'000;

// A name that is no Prometheus name, or is used for two kinds, throws std::invalid_argument.
class Registry {
 public:
  Registry();
  ~Registry();

  // Adds to a counter, made on first use.
  void count(const std::string& name, const std::string& help, const Labels& labels = {}, double by = 1);
  // Observes seconds in a histogram of latency buckets from 0.5 ms to 10 s.
  void observe_seconds(const std::string& name, const std::string& help, const Labels& labels, double seconds);
  // A gauge whose value is asked for at each scrape; NaN when `value` throws.
  void gauge(const std::string& name, const std::string& help, std::function<double()> value);

  // The same for a whole family: what it gives at a scrape is all that there is.
  using Values = std::vector<std::pair<Labels, double>>;
  void gauges(const std::string& name, const std::string& help, std::function<Values()> values);

  // The text format 0.0.4 of everything.
  std::string scrape();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace metrics
