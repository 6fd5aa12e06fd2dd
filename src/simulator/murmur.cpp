#include "simulator/murmur.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "simulator/dice.h"

namespace simulator {
namespace {

constexpr double rate = 8'000;
constexpr double loudness = 2'600;
constexpr int overtones = 14;

// First and second formant of some vowels, in Hz.
constexpr std::array<std::array<double, 2>, 6> vowels{
    {{730, 1'090}, {530, 1'840}, {270, 2'290}, {570, 840}, {300, 870}, {490, 1'350}}};

double weight(double frequency, const std::array<double, 2>& formants) {
  double sum = 0.02;
  for (const double formant : formants) {
    const double off = (frequency - formant) / 130;
    sum += 1 / (1 + off * off);
  }
  return sum;
}

void add_syllable(Samples& samples, double pitch, Dice& dice) {
  const auto& formants = vowels[dice.below(vowels.size())];
  const auto length = static_cast<std::size_t>(dice.between(0.11, 0.24) * rate);
  const double glide = dice.between(-0.12, 0.12);
  double phase = 0;
  for (std::size_t n = 0; n < length; ++n) {
    const double part = static_cast<double>(n) / static_cast<double>(length);
    const double now = pitch * (1 + glide * part);
    phase += 2 * std::numbers::pi * now / rate;
    double value = 0;
    for (int k = 1; k <= overtones && now * k < rate / 2; ++k)
      value += weight(now * k, formants) / k * std::sin(phase * k);
    samples.push_back(static_cast<std::int16_t>(
        std::clamp(value * loudness * std::sin(std::numbers::pi * part), -30'000.0, 30'000.0)));
  }
}

// From 0.86 to 1.2.
double pitch_of(int voice) {
  return 0.86 + 0.34 * static_cast<double>(voice % 12) / 11;
}

}  // namespace

Samples murmur(int voice) {
  Dice dice(static_cast<std::uint64_t>(voice) + 77);
  Samples samples;
  const double pitch = 160 * std::pow(pitch_of(voice), 2.2);
  for (int phrase = 0; phrase < 4; ++phrase) {
    const auto syllables = 5 + dice.below(8);
    for (std::size_t n = 0; n < syllables; ++n) {
      add_syllable(samples, pitch * dice.between(0.88, 1.15), dice);
      samples.insert(samples.end(), static_cast<std::size_t>(dice.between(0.01, 0.05) * rate), 0);
    }
    samples.insert(samples.end(), static_cast<std::size_t>(dice.between(0.9, 2.4) * rate), 0);
  }
  return samples;
}

Samples in_voice(const Samples& words, int voice) {
  const double step = pitch_of(voice);
  Samples made;
  if (words.empty()) return made;
  made.reserve(static_cast<std::size_t>(static_cast<double>(words.size()) / step) + 1);
  for (double at = 0; at < static_cast<double>(words.size() - 1); at += step) {
    const auto n = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(n);
    made.push_back(static_cast<std::int16_t>(words[n] * (1 - part) + words[n + 1] * part));
  }
  return made;
}

}  // namespace simulator
