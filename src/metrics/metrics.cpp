#include "metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cmath>
#include <limits>
#include <mutex>
#include <sstream>
#include <typeinfo>

#include "base/log.h"

namespace metrics {
namespace {

// Seconds; the upper bounds of the latency buckets.
const prometheus::Histogram::BucketBoundaries latency_buckets{.0005, .001, .0025, .005, .01, .025, .05,
                                                              .1,    .25,  .5,    1,    2.5, 5,    10};

// A family of metrics of one name, and how many label sets it has.
template <class Metric>
struct Family {
  prometheus::Family<Metric>* family = nullptr;
  int label_sets = 0;

  // The labels to use: a set that would pass the bound is counted under "other",
  // since a label with endless values would fill the memory and every scrape.
  Labels bounded(const Labels& labels) {
    if (labels.empty() || family->Has(labels)) return labels;
    if (label_sets < max_label_sets) {
      ++label_sets;
      return labels;
    }
    Labels other = labels;
    for (auto& [name, value] : other) value = "other";
    return other;
  }
};

struct Gauge {
  std::string name;
  prometheus::Gauge* gauge;
  std::function<double()> value;
};

struct GaugeFamily {
  std::string name;
  prometheus::Family<prometheus::Gauge>* family;
  std::function<Registry::Values()> values;
  std::vector<prometheus::Gauge*> shown;  // at the last scrape
};

// Gauges of a family that cannot be read are left out.
void read_family(GaugeFamily& gauges) {
  for (auto* gauge : gauges.shown) gauges.family->Remove(gauge);
  gauges.shown.clear();
  try {
    for (const auto& [labels, value] : gauges.values()) {
      if (gauges.shown.size() == max_label_sets) break;
      auto& gauge = gauges.family->Add(labels);
      gauge.Set(value);
      gauges.shown.push_back(&gauge);
    }
  } catch (const std::exception& failure) {
    base::log::warning("metrics", "{} cannot be read: {}", gauges.name, typeid(failure).name());
  }
}

// A gauge that cannot be read is NaN, as Prometheus has it, and must not cost the others their scrape.
double read_gauge(const Gauge& gauge) {
  try {
    return gauge.value();
  } catch (const std::exception& failure) {
    base::log::warning("metrics", "{} cannot be read: {}", gauge.name, typeid(failure).name());
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

struct Registry::State {
  prometheus::Registry registry;
  std::mutex mutex;  // guards the maps; the metrics themselves are thread-safe
  std::map<std::string, Family<prometheus::Counter>> counters;
  std::map<std::string, Family<prometheus::Histogram>> histograms;
  std::mutex gauges_mutex;
  std::vector<Gauge> gauges;
  std::vector<GaugeFamily> gauge_families;

  prometheus::Counter& counter(const std::string& name, const std::string& help, const Labels& labels) {
    std::lock_guard guard(mutex);
    auto& entry = counters[name];
    if (!entry.family) entry.family = &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    return entry.family->Add(entry.bounded(labels));
  }

  prometheus::Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels) {
    std::lock_guard guard(mutex);
    auto& entry = histograms[name];
    if (!entry.family) entry.family = &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
    return entry.family->Add(entry.bounded(labels), latency_buckets);
  }

  // The functions are called without the lock that count() takes: they may count something themselves.
  void read_gauges() {
    std::lock_guard guard(gauges_mutex);
    for (const Gauge& gauge : gauges) gauge.gauge->Set(read_gauge(gauge));
    for (GaugeFamily& gauges : gauge_families) read_family(gauges);
  }
};

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::~Registry() = default;

void Registry::count(const std::string& name, const std::string& help, const Labels& labels, double by) {
  state_->counter(name, help, labels).Increment(by);
}

void Registry::observe_seconds(const std::string& name, const std::string& help, const Labels& labels, double seconds) {
  state_->histogram(name, help, labels).Observe(seconds);
}

void Registry::gauge(const std::string& name, const std::string& help, std::function<double()> value) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry);
  std::lock_guard guard(state_->gauges_mutex);
  state_->gauges.push_back({name, &family.Add({}), std::move(value)});
}

void Registry::gauges(const std::string& name, const std::string& help, std::function<Values()> values) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->registry);
  std::lock_guard guard(state_->gauges_mutex);
  state_->gauge_families.push_back({name, &family, std::move(values), {}});
}

std::string Registry::scrape() {
  state_->read_gauges();
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, state_->registry.Collect());
  return std::move(out).str();
}

}  // namespace metrics
