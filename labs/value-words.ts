/** Words to draw from for `{word}`: short, plain, lower case, none that hurts, none that is easily misheard for another. */
export const WORDS: readonly string[] = `
acorn amber anchor apple apron arrow attic autumn badger bakery bamboo banana banjo basket beacon beaver bell
berry birch biscuit blossom boat bonnet bottle branch bread breeze brick bridge broom bubble bucket butter
button cabin cactus camel camera candle canyon carpet carrot castle cedar cellar cherry chimney cider cinder
clover cobalt coconut comet compass copper coral cotton cradle crayon cricket crown crystal cuckoo cushion
cypress daisy desert dolphin donkey dragon drum dune eagle easel echo elbow elm ember emerald engine falcon
feather fennel fern ferry fiddle fig finch flame flute forest fossil fountain fox garden garlic gecko ginger
glacier glove goblet granite grape gravel guitar hammer harbor harp hazel hedge helmet heron hiccup honey hornet
igloo indigo island ivory ivy jacket jaguar jasmine jelly jewel jigsaw juniper kayak kettle kitten ladder lagoon
lantern laurel lemon lentil lilac linen lizard lobster locket lotus magnet mango maple marble marigold meadow
melon mirror mitten morning mosaic mule mustard nectar needle nest nickel nutmeg oak oasis oatmeal ocean olive
onion orbit orchid otter oyster paddle panda paper parrot peach peanut pearl pebble pelican pencil pepper piano
pigeon pillow pine pistachio planet plum pocket pond poppy prairie prism pumpkin puzzle quartz quilt rabbit
radish raft rain raven reef ribbon river robin rocket rose ruby saddle saffron salmon sandal sapphire satin
scarf seal shadow shell silver sketch sparrow spinach sponge spruce squirrel star stone summer sunset swan
tailor teapot thimble thistle thunder tiger timber tomato topaz tulip tunnel turtle umbrella valley vanilla
velvet violet violin walnut walrus water willow window winter wren zebra
`
  .trim()
  .split(/\s+/);
