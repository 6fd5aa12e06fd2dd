#include "metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace {

using metrics::Registry;
using testing::HasSubstr;
using testing::Not;

TEST(Metrics, ACounterIsMadeOnFirstUseAndAdds) {
  Registry registry;
  registry.count("yd_requests_total", "Requests.");
  registry.count("yd_requests_total", "Requests.", {}, 2);
  EXPECT_THAT(registry.scrape(), HasSubstr("# HELP yd_requests_total Requests.\n"
                                           "# TYPE yd_requests_total counter\n"
                                           "yd_requests_total 3\n"));
}

TEST(Metrics, AFamilyOfGaugesShowsWhatItGivesNowAndNothingElse) {
  Registry registry;
  Registry::Values now{{{{"probe", "disk"}}, 12}, {{{"probe", "memory"}}, 30}};
  registry.gauges("yd_probe_value", "Readings.", [&] { return now; });
  EXPECT_THAT(registry.scrape(), HasSubstr("yd_probe_value{probe=\"memory\"} 30\n"));
  now = {{{{"probe", "disk"}}, 11}};
  std::string text = registry.scrape();
  EXPECT_THAT(text, HasSubstr("yd_probe_value{probe=\"disk\"} 11\n"));
  EXPECT_THAT(text, Not(HasSubstr("memory")));
}

TEST(Metrics, LabelSetsCountApartAndAreEscaped) {
  Registry registry;
  registry.count("yd_requests_total", "Requests.", {{"route", "/a"}});
  registry.count("yd_requests_total", "Requests.", {{"route", "/\"b\\\n"}}, 4);
  std::string text = registry.scrape();
  EXPECT_THAT(text, HasSubstr("yd_requests_total{route=\"/a\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("yd_requests_total{route=\"/\\\"b\\\\\\n\"} 4\n"));
}

TEST(Metrics, ALatencyFallsIntoItsBucketAndAllAbove) {
  Registry registry;
  registry.observe_seconds("yd_request_seconds", "Latency.", {{"route", "/a"}}, .003);
  registry.observe_seconds("yd_request_seconds", "Latency.", {{"route", "/a"}}, 60);
  std::string text = registry.scrape();
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_bucket{route=\"/a\",le=\"0.0005\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_bucket{route=\"/a\",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_bucket{route=\"/a\",le=\"0.005\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_bucket{route=\"/a\",le=\"10\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_bucket{route=\"/a\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("yd_request_seconds_count{route=\"/a\"} 2\n"));
}

TEST(Metrics, AGaugeIsAskedAtEachScrape) {
  Registry registry;
  double value = 1;
  registry.gauge("yd_sockets", "Open sockets.", [&] { return value; });
  EXPECT_THAT(registry.scrape(), HasSubstr("yd_sockets 1\n"));
  value = 7.5;
  EXPECT_THAT(registry.scrape(), HasSubstr("yd_sockets 7.5\n"));
}

TEST(Metrics, AGaugeThatThrowsIsNanAndLeavesTheRest) {
  Registry registry;
  registry.gauge("yd_broken", "Broken.", []() -> double { throw std::runtime_error("database gone"); });
  registry.gauge("yd_whole", "Whole.", [] { return 2.0; });
  std::string text = registry.scrape();
  EXPECT_THAT(text, HasSubstr("yd_broken Nan\n"));
  EXPECT_THAT(text, HasSubstr("yd_whole 2\n"));
}

TEST(Metrics, AGaugeMayCountWhileItIsRead) {
  Registry registry;
  registry.gauge("yd_disk_bytes", "Disk.", [&] {
    registry.count("yd_disk_reads_total", "Reads.");
    return 1.0;
  });
  EXPECT_THAT(registry.scrape(), HasSubstr("yd_disk_reads_total 1\n"));
}

TEST(Metrics, EndlessLabelValuesEndInOther) {
  Registry registry;
  for (int i = 0; i < metrics::max_label_sets + 50; ++i)
    registry.count("yd_requests_total", "Requests.", {{"route", std::to_string(i)}});
  registry.count("yd_requests_total", "Requests.", {{"route", "3"}});
  std::string text = registry.scrape();
  EXPECT_THAT(text, HasSubstr("yd_requests_total{route=\"other\"} 50\n"));
  EXPECT_THAT(text, HasSubstr("yd_requests_total{route=\"3\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("route=\"1001\"")));
}

TEST(Metrics, ANameIsOfOneKindAndWellFormed) {
  Registry registry;
  registry.count("yd_requests_total", "Requests.");
  EXPECT_THROW(registry.gauge("yd_requests_total", "Again.", [] { return 1.0; }), std::invalid_argument);
  EXPECT_THROW(registry.count("no name", "Bad."), std::invalid_argument);
  EXPECT_THROW(registry.count("no name", "Bad."), std::invalid_argument);
}

TEST(Metrics, ManyThreadsLoseNoCount) {
  Registry registry;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) registry.count("yd_calls_total", "Calls.", {{"queue", std::to_string(i % 5)}});
    });
  for (int i = 0; i < 20; ++i) registry.scrape();
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(registry.scrape(), HasSubstr("yd_calls_total{queue=\"0\"} 800\n"));
}

}  // namespace
