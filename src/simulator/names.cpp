#include "simulator/names.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace simulator {
namespace {

constexpr std::array<std::string_view, 40> surnames{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                                                    "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
                                                    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧",
                                                    "程", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕"};
constexpr std::array<std::string_view, 37> given{
    "伟",   "芳",   "秀英", "敏",   "静",   "丽",   "强",   "磊",   "军",   "洋",   "勇",   "艳",   "杰",
    "娟",   "涛",   "明",   "超",   "秀兰", "霞",   "平",   "刚",   "桂英", "建国", "晓燕", "志强", "海燕",
    "春梅", "国庆", "雪梅", "子涵", "浩然", "雨欣", "思远", "佳怡", "文博", "欣怡", "俊杰"};
constexpr std::array<std::string_view, 16> roads{"海棠路", "望湖路", "青松街", "白云路", "长桥街", "石榴巷",
                                                 "东篱路", "南窗路", "听雨街", "竹影路", "晨光路", "暮云街",
                                                 "橘子巷", "枫叶路", "银杏街", "清泉路"};

}  // namespace

std::string person_name(int n) {
  // 40 and 37 have no common divisor, so that 1,480 names pass before one comes again.
  auto i = static_cast<std::size_t>(n);
  return std::string(surnames[i * 7 % surnames.size()]) + std::string(given[i * 11 % given.size()]);
}

std::string phone_number(int n) {
  return fmt::format("1540{:07}", 1'000'003LL * n % 10'000'000);
}

std::string street(int n) {
  auto road = roads[static_cast<std::size_t>(n) * 5 % roads.size()];
  return fmt::format("{}{}号{}单元{}室", road, n * 13 % 199 + 1, n % 4 + 1, (n % 18 + 1) * 100 + n % 3 + 1);
}

std::string contract_number(int n) {
  return fmt::format("YX{:08}", 20'000'000 + n * 37);
}

}  // namespace simulator
